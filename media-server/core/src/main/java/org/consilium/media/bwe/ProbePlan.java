package org.consilium.media.bwe;

/**
 * Decides when to probe and how fast: at the start, when more is wanted than is known to fit, after
 * a drop, and now and then while the want is not met. A probe is worth its risk only when its
 * answer would change what is sent. Single writer.
 */
final class ProbePlan {
    /** First probe over the start rate, as libwebrtc does: 300 kbit/s become 0.9 Mbit/s. */
    private static final double INITIAL_FACTOR = 3;

    /** A probe that came through is followed by one this much faster. */
    private static final double FOLLOW_UP_FACTOR = 2;

    /** A probe came through when the path carried this share of it. */
    private static final double THROUGH = 0.7;

    private static final double REPEATED_FACTOR = 2;

    /** Between probes of an unmet want: a probe costs 25 ms of queue when it is too fast. */
    private static final long REPEAT_NANOS = 2_500_000_000L;

    private static final long MAX_REPEAT_NANOS = 10_000_000_000L;

    /** After a drop the queue drains first. */
    private static final long RECOVERY_NANOS = 1_200_000_000L;

    private static final long RESULT_TIMEOUT_NANOS = 1_000_000_000L;

    /** A want this little over the estimate is no reason to probe. */
    private static final double UNMET = 1.05;

    private double wantedBps;
    private double pendingBps;
    private double lastProbeBps;
    private boolean awaitingResult;
    private boolean startProbed;
    private boolean rampingUp;
    private long lastProbeNanos = Long.MIN_VALUE / 2;
    private long lastDropNanos = Long.MIN_VALUE / 2;
    private boolean dropped;
    private long repeatNanos = REPEAT_NANOS;

    /** All that would be sent if the path carried anything. */
    void wanted(double bitrateBps) {
        if (bitrateBps > 1.2 * wantedBps) {
            repeatNanos = REPEAT_NANOS;
        }
        wantedBps = bitrateBps;
    }

    double wantedBps() {
        return wantedBps;
    }

    /** The estimate fell because of congestion. */
    void onDrop(boolean large, long nowNanos) {
        lastDropNanos = nowNanos;
        dropped |= large;
        pendingBps = 0;
    }

    /** The path fell silent and is back: start again. */
    void onReturn() {
        startProbed = false;
        awaitingResult = false;
        repeatNanos = REPEAT_NANOS;
    }

    /** Whether the probes of the start are under way. */
    boolean isRampingUp() {
        return rampingUp;
    }

    /** What the last probe measured. */
    void onResult(double measuredBps, boolean saturated) {
        awaitingResult = false;
        rampingUp &= !saturated;
        if (!saturated && measuredBps >= THROUGH * lastProbeBps) {
            repeatNanos = REPEAT_NANOS;
            pendingBps = measuredBps * FOLLOW_UP_FACTOR;
        } else {
            repeatNanos = Math.min(MAX_REPEAT_NANOS, 2 * repeatNanos);
        }
    }

    /**
     * The rate of a probe to begin now, 0 for none.
     *
     * @param outgrown whether more gets through than was thought to fit
     * @param calm whether the queue is empty and nothing was given up just now
     */
    double next(double estimateBps, boolean calm, boolean outgrown, long nowNanos) {
        if (awaitingResult && nowNanos - lastProbeNanos > RESULT_TIMEOUT_NANOS) {
            awaitingResult = false;
            pendingBps = 0;
        }
        if (awaitingResult || wantedBps < UNMET * estimateBps) {
            return 0;
        }
        double rate = 0;
        if (!startProbed) {
            startProbed = true;
            rampingUp = true;
            rate = INITIAL_FACTOR * estimateBps;
        } else if (pendingBps > 0) {
            rate = pendingBps;
            pendingBps = 0;
        } else if (calm || outgrown) {
            long since = nowNanos - Math.max(lastProbeNanos, lastDropNanos);
            long patience = dropped || outgrown ? RECOVERY_NANOS : repeatNanos;
            if (since > patience) {
                dropped = false;
                rate = REPEATED_FACTOR * estimateBps;
            }
        }
        // Over the want by as much as the estimate stays below what a probe measures.
        rate = Math.min(rate, 1.15 * wantedBps);
        if (rate < UNMET * estimateBps) {
            return 0;
        }
        lastProbeNanos = nowNanos;
        lastProbeBps = rate;
        awaitingResult = true;
        return rate;
    }

    /** The probe could not be sent. */
    void onAborted() {
        awaitingResult = false;
        startProbed &= !rampingUp; // there was nothing to fill the first one with: later
        lastProbeNanos = Long.MIN_VALUE / 2;
    }
}
