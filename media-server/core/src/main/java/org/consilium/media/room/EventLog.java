package org.consilium.media.room;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest events of one participant; the oldest go first. Single writer: the room's loop. */
final class EventLog {
    /**
     * Some hours of a call on a bad network. An event takes about 50 bytes, so that a full log is
     * 50 kB.
     */
    static final int MAX_EVENTS = 1_000;

    private final RoomSurroundings surroundings;
    private final Deque<LoggedEvent> events = new ArrayDeque<>();
    private long dropped;

    EventLog(RoomSurroundings surroundings) {
        this.surroundings = surroundings;
    }

    void add(LoggedEvent.Kind kind) {
        add(kind, "", 0);
    }

    void add(LoggedEvent.Kind kind, String subject, long value) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
            dropped++;
        }
        events.addLast(new LoggedEvent(surroundings.wallClockMillis(), kind, subject, value));
    }

    ParticipantHistory history(String participantSid, String identity) {
        return new ParticipantHistory(participantSid, identity, List.copyOf(events), dropped);
    }
}
