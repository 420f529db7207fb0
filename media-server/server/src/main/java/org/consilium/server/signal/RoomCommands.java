package org.consilium.server.signal;

import org.consilium.media.room.RoomCommand;

/** Where commands for rooms go: the queue of the media loop a room lives on. Any thread. */
@FunctionalInterface
public interface RoomCommands {
    /**
     * Hands a command to the room of this name.
     *
     * @return false when the loop's queue is full; the command is then lost
     */
    boolean submit(String room, RoomCommand command);
}
