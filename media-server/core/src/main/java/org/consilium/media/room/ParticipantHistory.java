package org.consilium.media.room;

import java.util.List;

/**
 * What happened to one presence, oldest first.
 *
 * @param dropped how many older events did not fit
 */
public record ParticipantHistory(
        String participantSid, String identity, List<LoggedEvent> events, long dropped) {
    public ParticipantHistory {
        events = List.copyOf(events);
    }
}
