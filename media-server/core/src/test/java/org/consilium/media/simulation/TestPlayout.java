package org.consilium.media.simulation;

import java.util.Arrays;

/**
 * When a browser would show the frames of one video: each a constant delay after its capture, the
 * delay following how late complete frames really come, as adaptive jitter buffers do. Frames that
 * come later than that are shown at once, late.
 *
 * <p>A freeze is what {@code freezeCount} of W3C webrtc-stats counts: an interval between two shown
 * frames of at least three times, and 150 ms more than, the mean of the last thirty.
 */
final class TestPlayout {
    /** Lateness is remembered for half a minute at 15 frames a second. */
    private static final int MEMORY = 512;

    /** The share of frames that the delay is to cover: later ones are rare enough to be seen. */
    private static final double COVERED = 0.99;

    /** Who speaks to each other does not bear more. */
    private static final long MAX_DELAY_NANOS = 500_000_000L;

    /** The delay moves by at most a tenth of the time that passes, so that motion stays even. */
    private static final long MAX_SLOPE = 10;

    private static final int MEAN_OVER = 30;
    private static final long FREEZE_MORE_NANOS = 150_000_000L;

    private final long[] transits = new long[MEMORY];
    private final long[] intervals = new long[MEAN_OVER];
    private int frames;
    private long lastTimestamp;
    private long extendedTimestamp = -1;
    private long delayNanos;
    private long lastFrameNanos;
    private long lastShownNanos = -1;
    private int shown;
    private int freezes;
    private long longestIntervalNanos;
    private long longestDelayNanos;

    /** A complete frame is there, in order. */
    void onFrame(long rtpTimestamp, long nowNanos) {
        extendedTimestamp =
                extendedTimestamp < 0
                        ? rtpTimestamp
                        : extendedTimestamp + (int) (rtpTimestamp - lastTimestamp);
        lastTimestamp = rtpTimestamp;
        long captureNanos = extendedTimestamp * 100_000 / 9;
        transits[frames % MEMORY] = nowNanos - captureNanos;
        frames++;
        long[] known = Arrays.copyOf(transits, Math.min(frames, MEMORY));
        Arrays.sort(known);
        long shortest = known[0];
        adapt(known[(int) ((known.length - 1) * COVERED)] - shortest, nowNanos);
        show(Math.max(nowNanos, captureNanos + shortest + delayNanos));
    }

    private void adapt(long wantedNanos, long nowNanos) {
        long wanted = Math.min(MAX_DELAY_NANOS, wantedNanos);
        long step = frames == 1 ? MAX_DELAY_NANOS : (nowNanos - lastFrameNanos) / MAX_SLOPE;
        lastFrameNanos = nowNanos;
        delayNanos = Math.clamp(wanted, delayNanos - step, delayNanos + step);
        longestDelayNanos = Math.max(longestDelayNanos, delayNanos);
    }

    private void show(long atNanos) {
        long at = Math.max(atNanos, lastShownNanos);
        if (lastShownNanos >= 0) {
            long interval = at - lastShownNanos;
            if (shown >= MEAN_OVER) {
                long mean = Arrays.stream(intervals).sum() / MEAN_OVER;
                if (interval >= Math.max(3 * mean, mean + FREEZE_MORE_NANOS)) {
                    freezes++;
                }
            }
            intervals[shown % MEAN_OVER] = interval;
            shown++;
            longestIntervalNanos = Math.max(longestIntervalNanos, interval);
        }
        lastShownNanos = at;
    }

    /** Forgets the freezes so far; the delay stays. */
    void resetFreezes() {
        freezes = 0;
        longestIntervalNanos = 0;
        longestDelayNanos = delayNanos;
    }

    int freezes() {
        return freezes;
    }

    /** Between two frames as shown. */
    long longestIntervalMillis() {
        return longestIntervalNanos / 1_000_000;
    }

    /** How much later than possible frames were shown at most. */
    long longestDelayMillis() {
        return longestDelayNanos / 1_000_000;
    }
}
