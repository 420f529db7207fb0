package org.consilium.media.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks in a room, told in changes only: who started, became louder or softer, or stopped.
 *
 * <p>Clients take the loudest for the one whose turn it is. So that their choice does not flap, the
 * {@link DominantSpeaker} is told to be a step louder than all others while speaking.
 *
 * <p>Single writer: the room's loop.
 */
final class ActiveSpeakers {
    /** Long enough for a syllable, short enough that a speaker is announced within a second. */
    static final long WINDOW_NANOS = 400_000_000L;

    private static final float LEVEL_STEP = 1f / SpeakerLevel.STEPS;

    private final Map<String, SpeakerLevel> levels = new LinkedHashMap<>();
    private final DominantSpeaker dominant = new DominantSpeaker();

    /** What was told of those who speak. */
    private final Map<String, Float> told = new HashMap<>();

    private long windowStartNanos = Long.MIN_VALUE;

    /** The level meter of a participant, made at its first use. */
    SpeakerLevel of(String participantSid) {
        return levels.computeIfAbsent(participantSid, sid -> new SpeakerLevel());
    }

    /** A participant left or muted: it is no speaker any more. */
    void remove(String participantSid) {
        levels.remove(participantSid);
        dominant.remove(participantSid);
    }

    /** Whose turn it is; null before anybody has spoken, and when that one is gone. */
    @Nullable String dominant() {
        return dominant.current();
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
        String loudest = null;
        double loudestLevel = 0;
        for (Map.Entry<String, SpeakerLevel> entry : levels.entrySet()) {
            SpeakerLevel level = entry.getValue();
            level.onWindowEnd(elapsed);
            if (level.isHeard() && level.exactLevel() > loudestLevel) {
                loudest = entry.getKey();
                loudestLevel = level.exactLevel();
            }
        }
        SpeakerLevel first = dominant.current() == null ? null : levels.get(dominant.current());
        double firstLevel = first != null && first.isHeard() ? first.exactLevel() : 0;
        dominant.onWindowEnd(loudest, loudestLevel, firstLevel);
        // Who muted, unmuted and spoke within one window is told once, as what it is now.
        List<ParticipantEvent.Speaker> now = current();
        List<ParticipantEvent.Speaker> changes = new ArrayList<>();
        Map<String, Float> stopped = new HashMap<>(told);
        for (ParticipantEvent.Speaker speaker : now) {
            stopped.remove(speaker.participantSid());
            Float before = told.put(speaker.participantSid(), speaker.level());
            if (before == null || before != speaker.level()) {
                changes.add(speaker);
            }
        }
        for (String sid : stopped.keySet()) {
            told.remove(sid);
            changes.add(new ParticipantEvent.Speaker(sid, 0, false));
        }
        return changes;
    }

    /** Everybody who speaks now, loudest first. */
    List<ParticipantEvent.Speaker> current() {
        SpeakerLevel first = dominant.current() == null ? null : levels.get(dominant.current());
        float others = 0;
        for (SpeakerLevel level : levels.values()) {
            others = level == first ? others : Math.max(others, level.level());
        }
        float most = 1;
        if (first != null && first.isActive()) {
            most = others < first.level() ? first.level() : Math.min(1, others + LEVEL_STEP);
        }
        List<ParticipantEvent.Speaker> speakers = new ArrayList<>();
        for (Map.Entry<String, SpeakerLevel> entry : levels.entrySet()) {
            SpeakerLevel level = entry.getValue();
            if (level == first && level.isActive()) {
                speakers.add(new ParticipantEvent.Speaker(entry.getKey(), most, true));
            } else if (level.isActive()) {
                float told =
                        first == null || !first.isActive()
                                ? level.level()
                                : Math.min(level.level(), most - LEVEL_STEP);
                speakers.add(new ParticipantEvent.Speaker(entry.getKey(), told, true));
            }
        }
        speakers.sort((a, b) -> Float.compare(b.level(), a.level()));
        return speakers;
    }
}
