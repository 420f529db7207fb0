package org.consilium.media.room;

/**
 * How loudly one participant speaks, from the audio levels its microphone's packets carry (RFC
 * 6464).
 *
 * <p>Levels arrive as 0..127, in −dBov: 0 is loudest. Time is cut into windows. A window is active
 * when packets louder than {@link #ACTIVE_LEVEL} fill more than {@link #ACTIVE_SHARE} of it, so
 * that a click or a cough of a few packets does not count; its loudness is the mean of those
 * packets. The result is smoothed over two windows and cut into eighths, so that small swings are
 * no news. A silent sender may stop sending packets at all (DTX): what did not arrive was silence.
 *
 * <p>Single writer: the room's loop. Nothing is allocated per packet.
 */
final class SpeakerLevel {
    /** In −dBov; the level that speech in a quiet room passes and its background does not. */
    private static final int ACTIVE_LEVEL = 35;

    private static final double ACTIVE_SHARE = 0.4;

    /** Weight of the newest window: 2/(n+1) with n = 2 windows, the usual exponential mean. */
    private static final double SMOOTHING = 2.0 / 3;

    static final int STEPS = 8;

    /** A speaker breathes and looks for words; three windows of silence are the end of a turn. */
    private static final int PAUSE_WINDOWS = 3;

    private long loudNanos;
    private double loudLevelSum;
    private int loudPackets;
    private double smoothed;
    private double announced;
    private int silentWindows = PAUSE_WINDOWS;

    /**
     * One packet.
     *
     * @param level 0..127 in −dBov
     * @param durationNanos of the sound in the packet
     */
    void onPacket(int level, long durationNanos) {
        if (level <= ACTIVE_LEVEL) {
            loudNanos += durationNanos;
            loudLevelSum += level;
            loudPackets++;
        }
    }

    /**
     * Ends a window.
     *
     * @return whether the level to announce has changed
     */
    boolean onWindowEnd(long windowNanos) {
        double level = 0;
        if (loudPackets > 0 && loudNanos > windowNanos * ACTIVE_SHARE) {
            level = Math.pow(10, -(loudLevelSum / loudPackets) / 20);
        }
        silentWindows = level > 0 ? 0 : silentWindows + 1;
        loudNanos = 0;
        loudLevelSum = 0;
        loudPackets = 0;
        smoothed += (level - smoothed) * SMOOTHING;
        double quantised = Math.ceil(smoothed * STEPS) / STEPS;
        // Fades of a voice that has stopped: below half of the quietest speech there is nobody.
        if (smoothed < Math.pow(10, -ACTIVE_LEVEL / 20.0) / 2) {
            quantised = silentWindows < PAUSE_WINDOWS ? 1.0 / STEPS : 0;
            smoothed = 0;
        }
        boolean changed = quantised != announced;
        announced = quantised;
        return changed;
    }

    /** Forgets everything, because the microphone was muted or unpublished. */
    boolean reset() {
        boolean changed = announced != 0;
        loudNanos = 0;
        loudLevelSum = 0;
        loudPackets = 0;
        smoothed = 0;
        announced = 0;
        silentWindows = PAUSE_WINDOWS;
        return changed;
    }

    /** Linear, 0 for silence to 1, in eighths. */
    float level() {
        return (float) announced;
    }

    boolean isActive() {
        return announced > 0;
    }

    /** Whether there was speech in the last window, and not only before. */
    boolean isHeard() {
        return silentWindows == 0;
    }

    /** As {@link #level}, neither cut into steps nor held over pauses. */
    double exactLevel() {
        return smoothed;
    }
}
