package org.consilium.media.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who speaks in a room, told in changes only: who started, became louder or softer, or stopped.
 *
 * <p>Single writer: the room's loop.
 */
final class ActiveSpeakers {
    /** Long enough for a syllable, short enough that a speaker is announced within a second. */
    static final long WINDOW_NANOS = 400_000_000L;

    private final Map<String, SpeakerLevel> levels = new LinkedHashMap<>();
    private final Map<String, ParticipantEvent.Speaker> changed = new LinkedHashMap<>();
    private long windowStartNanos = Long.MIN_VALUE;

    /** The level meter of a participant, made at its first use. */
    SpeakerLevel of(String participantSid) {
        return levels.computeIfAbsent(participantSid, sid -> new SpeakerLevel());
    }

    /** A participant left or muted: it is no speaker any more. */
    void remove(String participantSid) {
        SpeakerLevel level = levels.remove(participantSid);
        if (level != null && level.isActive()) {
            changed.put(participantSid, new ParticipantEvent.Speaker(participantSid, 0, false));
        }
    }

    /** Ends the window if it is over; the changes since the last one, loudest first. */
    List<ParticipantEvent.Speaker> poll(long nowNanos) {
        if (windowStartNanos == Long.MIN_VALUE) {
            windowStartNanos = nowNanos;
        }
        long elapsed = nowNanos - windowStartNanos;
        if (elapsed < WINDOW_NANOS) {
            return List.of();
        }
        windowStartNanos = nowNanos;
        // Who muted, unmuted and spoke within one window is told once, as what it is now.
        levels.forEach(
                (sid, level) -> {
                    if (level.onWindowEnd(elapsed)) {
                        changed.put(
                                sid,
                                new ParticipantEvent.Speaker(sid, level.level(), level.isActive()));
                    }
                });
        List<ParticipantEvent.Speaker> changes = new ArrayList<>(changed.values());
        changed.clear();
        changes.sort((a, b) -> Float.compare(b.level(), a.level()));
        return changes;
    }

    /** Everybody who speaks now. */
    List<ParticipantEvent.Speaker> current() {
        List<ParticipantEvent.Speaker> speakers = new ArrayList<>();
        levels.forEach(
                (sid, level) -> {
                    if (level.isActive()) {
                        speakers.add(new ParticipantEvent.Speaker(sid, level.level(), true));
                    }
                });
        return speakers;
    }
}
