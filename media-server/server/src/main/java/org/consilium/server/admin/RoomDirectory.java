package org.consilium.server.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomListener;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.server.signal.RoomOverview;

/**
 * What is known of the open rooms and who is in them, outside their loops. Fed by the room events
 * of all loops; a room's events come from its loop, one at a time. Read by any thread.
 *
 * <p>A reader may also wait for a command to take effect: it names what it wants to see, and looks
 * again after each event of that room.
 */
public final class RoomDirectory implements RoomListener, RoomOverview {
    /** An open room; its participants by sid. */
    private static final class OpenRoom {
        volatile RoomSnapshot snapshot;
        final ConcurrentMap<String, ParticipantSnapshot> participants = new ConcurrentHashMap<>();

        OpenRoom(RoomSnapshot snapshot) {
            this.snapshot = snapshot;
        }
    }

    /** Somebody who waits for the next event of a room. */
    private record Waiter(String room, CompletableFuture<Void> event) {}

    private final ConcurrentMap<String, OpenRoom> rooms = new ConcurrentHashMap<>();
    private final List<Waiter> waiters = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(RoomEvent event) {
        String name = event.room().name();
        switch (event) {
            case RoomEvent.Started started -> rooms.put(name, new OpenRoom(started.room()));
            case RoomEvent.Finished ignored -> rooms.remove(name);
            case RoomEvent.Changed changed -> open(changed.room());
            case RoomEvent.ParticipantAdmitted admitted ->
                    put(admitted.room(), admitted.participant());
            case RoomEvent.ParticipantJoined joined -> put(joined.room(), joined.participant());
            case RoomEvent.ParticipantChanged changed -> put(changed.room(), changed.participant());
            case RoomEvent.ParticipantLeft left ->
                    open(left.room()).participants.remove(left.participant().sid());
            case RoomEvent.TrackPublished published ->
                    put(published.room(), published.participant());
            case RoomEvent.TrackUnpublished unpublished ->
                    put(unpublished.room(), unpublished.participant());
            case RoomEvent.HistoryEnded ignored -> {}
        }
        for (Waiter waiter : waiters) {
            if (waiter.room.equals(name)) {
                waiter.event.complete(null);
            }
        }
    }

    private OpenRoom open(RoomSnapshot snapshot) {
        OpenRoom room = rooms.computeIfAbsent(snapshot.name(), name -> new OpenRoom(snapshot));
        room.snapshot = snapshot;
        return room;
    }

    private void put(RoomSnapshot snapshot, ParticipantSnapshot participant) {
        OpenRoom room = open(snapshot);
        if (participant.state() == ParticipantState.DISCONNECTED) {
            room.participants.remove(participant.sid());
        } else {
            room.participants.put(participant.sid(), participant);
        }
    }

    @Override
    public Optional<RoomSnapshot> room(String name) {
        return Optional.ofNullable(rooms.get(name)).map(room -> room.snapshot);
    }

    @Override
    public boolean hasParticipant(String room, String identity) {
        return participant(room, identity).isPresent();
    }

    /** All open rooms, oldest first. */
    public List<RoomSnapshot> rooms() {
        var snapshots = new ArrayList<RoomSnapshot>();
        rooms.values().forEach(room -> snapshots.add(room.snapshot));
        snapshots.sort(
                Comparator.comparingLong(RoomSnapshot::createdAtMillis)
                        .thenComparing(RoomSnapshot::name));
        return snapshots;
    }

    /** Everybody in a room, in order of arrival; empty when it is not open. */
    public List<ParticipantSnapshot> participants(String room) {
        OpenRoom open = rooms.get(room);
        if (open == null) {
            return List.of();
        }
        var snapshots = new ArrayList<>(open.participants.values());
        snapshots.sort(
                Comparator.comparingLong(ParticipantSnapshot::joinedAtMillis)
                        .thenComparing(ParticipantSnapshot::sid));
        return snapshots;
    }

    /** The latest presence of an identity in a room. */
    public Optional<ParticipantSnapshot> participant(String room, String identity) {
        return participants(room).stream()
                .filter(participant -> participant.identity().equals(identity))
                .reduce((earlier, later) -> later);
    }

    /**
     * Looks until there is something to see, first at once and then after each event of the room.
     * Blocks; for virtual threads.
     *
     * @param look empty while there is nothing to see yet
     * @return empty when nothing was seen within the time
     */
    public <T> Optional<T> await(String room, Duration most, Supplier<Optional<T>> look)
            throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (true) {
            // Registered before the look, so that no event falls between the two.
            var waiter = new Waiter(room, new CompletableFuture<>());
            waiters.add(waiter);
            try {
                Optional<T> seen = look.get();
                if (seen.isPresent()) {
                    return seen;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                waiter.event.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return look.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a plain event cannot fail", e);
            } finally {
                waiters.remove(waiter);
            }
        }
    }
}
