package org.consilium.media.room;

import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, without flapping: the one to show large and to serve first when bandwidth is
 * short.
 *
 * <p>The loudest voice of a moment changes several times a second when people agree, laugh or cut
 * in, and a picture that follows it cannot be watched. As in the scheme of Volfin and Cohen
 * ("Dominant speaker identification for multipoint videoconferencing", 2013), somebody else has to
 * persist: for longer while the present speaker still talks, for less once that one is silent.
 * Silence keeps the last speaker.
 *
 * <p>Counted in windows of {@link ActiveSpeakers#WINDOW_NANOS}. Single writer: the room's loop.
 */
final class DominantSpeaker {
    /** 1.6 s: longer than "yes, but", shorter than a sentence. */
    private static final int WINDOWS_AGAINST_SPEECH = 4;

    /** 0.8 s: in a pause for breath nobody else starts; a cough is over. */
    private static final int WINDOWS_AGAINST_SILENCE = 2;

    /** 3.5 dB: whoever speaks about as loudly as the present speaker has not taken the turn. */
    private static final double CLEARLY_LOUDER = 1.5;

    private @Nullable String current;
    private @Nullable String challenger;
    private int challengedWindows;

    /** Null before anybody has spoken, and when that one is gone. */
    @Nullable String current() {
        return current;
    }

    /** A participant left or muted. */
    void remove(String participantSid) {
        if (participantSid.equals(current)) {
            current = null;
        }
    }

    /**
     * A window ended.
     *
     * @param loudest who speaks loudest, null when nobody does
     * @param loudestLevel linear
     * @param currentLevel of the present dominant speaker, 0 if not heard in this window
     */
    void onWindowEnd(@Nullable String loudest, double loudestLevel, double currentLevel) {
        if (loudest == null
                || loudest.equals(current)
                || loudestLevel < CLEARLY_LOUDER * currentLevel) {
            challenger = null;
            challengedWindows = 0;
            return;
        }
        if (!loudest.equals(challenger)) {
            challenger = loudest;
            challengedWindows = 0;
        }
        challengedWindows++;
        int needed = currentLevel > 0 ? WINDOWS_AGAINST_SPEECH : WINDOWS_AGAINST_SILENCE;
        if (current == null || challengedWindows >= needed) {
            current = loudest;
            challenger = null;
            challengedWindows = 0;
        }
    }
}
