package org.consilium.media.bwe;

/** Since when the queue at the bottleneck has been empty, filled or long. Single writer. */
final class QueueWatch {
    /** A queue this short is empty: the jitter of a calm path. */
    static final long EMPTY_MICROS = 12_000;

    /** A queue this long is too long, however slowly it grows. */
    static final long LONG_MICROS = 45_000;

    private boolean started;
    private long waitingMicros;
    private long filledNanos;
    private long shortNanos;

    void onReport(long nowWaitingMicros, long nowNanos) {
        waitingMicros = nowWaitingMicros;
        if (!started) {
            started = true;
            filledNanos = nowNanos;
            shortNanos = nowNanos;
        }
        if (!isEmpty()) {
            filledNanos = nowNanos;
        }
        if (!isLong()) {
            shortNanos = nowNanos;
        }
    }

    long waitingMicros() {
        return waitingMicros;
    }

    boolean isEmpty() {
        return waitingMicros < EMPTY_MICROS;
    }

    boolean isLong() {
        return waitingMicros >= LONG_MICROS;
    }

    /** For how long there has been no queue at all. */
    long quietNanos(long nowNanos) {
        return nowNanos - filledNanos;
    }

    /** For how long the queue has been too long. */
    long longForNanos(long nowNanos) {
        return nowNanos - shortNanos;
    }
}
