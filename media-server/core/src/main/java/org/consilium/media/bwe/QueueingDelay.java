package org.consilium.media.bwe;

/**
 * How long packets wait in the queue of the bottleneck: their one-way delay less the smallest seen
 * in the last minute. The clocks of both ends need not agree, they cancel out. Single writer.
 */
final class QueueingDelay {
    /**
     * The base is the smallest of this window and the one before. Long enough to remember the empty
     * path while TCP fills the queue, short enough for clocks that drift 100 ppm apart (3 ms).
     */
    private static final long WINDOW_NANOS = 30_000_000_000L;

    /**
     * Weight of a report in the delay whose smallest value is the base: a single lucky packet of a
     * jittery path does not make all others look late.
     */
    private static final double SMOOTHING = 0.25;

    private static final int NONE = Integer.MAX_VALUE;

    private boolean started;

    /** First one-way delay; all others are kept as differences to it. */
    private int origin;

    private int windowMin = NONE;
    private int previousMin = NONE;
    private long windowEndsNanos;
    private int reportMin = NONE;
    private boolean isFirst = true;
    private double smoothed;
    private int currentMicros;

    /** A packet took this long by clocks that do not agree. */
    void onPacket(int sentMicros, int arrivalMicros) {
        int delay = arrivalMicros - sentMicros;
        if (!started) {
            started = true;
            origin = delay;
        }
        int relative = delay - origin;
        reportMin = Math.min(reportMin, relative);
    }

    /** All packets of a report were told. */
    void onReport(long nowNanos) {
        if (reportMin == NONE) {
            return;
        }
        if (windowMin == NONE || nowNanos >= windowEndsNanos) {
            previousMin = windowMin;
            windowMin = NONE;
            windowEndsNanos = nowNanos + WINDOW_NANOS;
        }
        smoothed = isFirst ? reportMin : smoothed + SMOOTHING * (reportMin - smoothed);
        isFirst = false;
        windowMin = Math.min(windowMin, (int) smoothed);
        int base = Math.min(windowMin, previousMin);
        currentMicros = Math.max(0, reportMin - base);
        reportMin = NONE;
    }

    /** The shortest wait of the last report's packets: what jitter did not add. */
    long currentMicros() {
        return currentMicros;
    }
}
