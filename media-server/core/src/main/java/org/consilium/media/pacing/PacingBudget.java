package org.consilium.media.pacing;

/**
 * How many bytes may leave now: filled by time at the pacing rate, spent by packets. May go below
 * zero by one packet, so that a rate is kept on average whatever the sizes. Single writer.
 */
public final class PacingBudget {
    /**
     * Packets leave this much faster than the estimate. A frame is then sent within two thirds of
     * its period and the queue of the path stays short; 2.5, as libwebrtc has it, doubles that
     * queue for nothing where frames come from many cameras at different times.
     */
    private static final double FACTOR = 1.5;

    /** Not even a long queue leaves faster than this: what is too much must be dropped here. */
    private static final double MAX_FACTOR = 2.5;

    /** A queue is sent within this if that takes no more: older video is of no use. */
    private static final double MAX_QUEUE_SECONDS = 0.4;

    /** Time that was not used is lost after this, or a pause would end in a burst. */
    private static final long MAX_CREDIT_NANOS = 10_000_000L;

    private double credit;
    private long refilledNanos = Long.MIN_VALUE / 2;

    /** An empty budget. */
    public PacingBudget() {}

    /** The rate at which to send so much by an estimate. */
    public static long rateBps(long estimateBps, long queuedBytes) {
        double drain = Math.min(MAX_FACTOR * estimateBps, queuedBytes * 8 / MAX_QUEUE_SECONDS);
        return (long) Math.max(FACTOR * estimateBps, drain);
    }

    /** Time has passed. */
    public void refill(long rateBps, long nowNanos) {
        long elapsed = Math.min(MAX_CREDIT_NANOS, nowNanos - refilledNanos);
        refilledNanos = nowNanos;
        credit = Math.min(credit + elapsed * rateBps / 8e9, rateBps * MAX_CREDIT_NANOS / 8e9);
    }

    public boolean maySend() {
        return credit > 0;
    }

    public void spend(int sizeBytes) {
        credit -= sizeBytes;
    }
}
