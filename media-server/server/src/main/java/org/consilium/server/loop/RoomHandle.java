package org.consilium.server.loop;

import org.consilium.media.room.RoomCommand;

/** A room by name, wherever it lives. From any thread; cheap to make and to forget. */
public final class RoomHandle {
    private final LoopPool pool;
    private final String name;

    RoomHandle(LoopPool pool, String name) {
        this.pool = pool;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /**
     * Hands the room a command. Commands of one thread arrive in the order they were submitted.
     *
     * @return false when the loop's queue is full or it has stopped; the command is then dropped
     *     and counted
     */
    public boolean submit(RoomCommand command) {
        return pool.submit(name, command);
    }
}
