package org.consilium.media.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Who left lately, for clients that were out of touch meanwhile and come back. Bounded by number
 * and by time. Single writer: the room's loop.
 */
final class Departures {
    private static final long KEEP_NANOS = 60_000_000_000L;
    private static final int KEEP = 256;

    private record Departure(ParticipantSnapshot participant, long atNanos) {}

    private final Deque<Departure> kept = new ArrayDeque<>();

    void add(ParticipantSnapshot participant, long nowNanos) {
        kept.addLast(new Departure(participant, nowNanos));
        dropOld(nowNanos);
    }

    /** Those who left lately; whoever is told twice of the same end ignores the second. */
    List<ParticipantSnapshot> since(long nowNanos, String exceptSid) {
        dropOld(nowNanos);
        List<ParticipantSnapshot> snapshots = new ArrayList<>();
        for (Departure departure : kept) {
            if (!departure.participant().sid().equals(exceptSid)) {
                snapshots.add(departure.participant());
            }
        }
        return snapshots;
    }

    private void dropOld(long nowNanos) {
        while (!kept.isEmpty()
                && (kept.size() > KEEP || nowNanos - kept.peekFirst().atNanos() > KEEP_NANOS)) {
            kept.removeFirst();
        }
    }
}
