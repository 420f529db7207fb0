package org.consilium.server.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;

/**
 * The loops of a server, and which room lives on which.
 *
 * <p>A new room goes to the loop with the fewest people. It stays there until it is closed
 * <em>and</em> no command for it is under way: otherwise a join that meets the closing could open a
 * second room of the same name on another loop. Each loop has sockets of its own, so a room's loop
 * also decides the UDP port its clients use.
 *
 * <p>Threading: any thread; each room's placement changes atomically.
 */
public final class LoopPool {
    private final List<MediaLoop> loops;
    private final ConcurrentHashMap<String, Placement> placements = new ConcurrentHashMap<>();

    /** Where a room is. Immutable; replaced in the map. */
    private record Placement(MediaLoop loop, int underWay, boolean open, int participants) {
        boolean isOver() {
            return underWay == 0 && !open;
        }
    }

    public LoopPool(List<MediaLoop> loops) {
        this.loops = List.copyOf(loops);
        if (this.loops.isEmpty()) {
            throw new IllegalArgumentException("no loop");
        }
    }

    public List<MediaLoop> loops() {
        return loops;
    }

    /** The room of this name, open or not. */
    public RoomHandle room(String name) {
        return new RoomHandle(this, name);
    }

    /** The names of the rooms that are open, or about to be. */
    public List<String> roomNames() {
        return new ArrayList<>(placements.keySet());
    }

    /** What the loops last published, in their order. */
    public List<LoopStatistics> statistics() {
        var all = new ArrayList<LoopStatistics>(loops.size());
        for (MediaLoop loop : loops) {
            all.add(loop.statistics());
        }
        return all;
    }

    /** To be told every room event, on the loop it happened on. */
    public void onEvent(RoomEvent event) {
        var room = event.room();
        boolean open = !(event instanceof RoomEvent.Finished);
        placements.computeIfPresent(
                room.name(),
                (name, old) -> {
                    var next =
                            new Placement(
                                    old.loop(),
                                    old.underWay(),
                                    open,
                                    open ? room.participants() : 0);
                    return next.isOver() ? null : next;
                });
    }

    /** Stops all loops. */
    public void stop() {
        for (MediaLoop loop : loops) {
            loop.stop();
        }
    }

    boolean submit(String room, RoomCommand command) {
        Placement placement =
                placements.compute(
                        room,
                        (name, old) ->
                                old == null
                                        ? new Placement(leastLoaded(), 1, false, 0)
                                        : new Placement(
                                                old.loop(),
                                                old.underWay() + 1,
                                                old.open(),
                                                old.participants()));
        boolean accepted = placement.loop().submit(room, command, () -> arrived(room));
        if (!accepted) {
            arrived(room);
        }
        return accepted;
    }

    private void arrived(String room) {
        placements.computeIfPresent(
                room,
                (name, old) -> {
                    var next =
                            new Placement(
                                    old.loop(), old.underWay() - 1, old.open(), old.participants());
                    return next.isOver() ? null : next;
                });
    }

    private MediaLoop leastLoaded() {
        if (loops.size() == 1) {
            return loops.getFirst();
        }
        var load = new int[loops.size()];
        for (Placement placement : placements.values()) {
            // A room weighs 1 even when empty, so that a burst of new rooms spreads.
            load[loops.indexOf(placement.loop())] += 1 + placement.participants();
        }
        int best = 0;
        for (int i = 1; i < load.length; i++) {
            if (load[i] < load[best]) {
                best = i;
            }
        }
        return loops.get(best);
    }
}
