package org.consilium.media.bwe;

/** Since when the queue at the bottleneck has been empty, filled or long. Single writer. */
final class QueueWatch {
    /** A queue this short is empty: the jitter of a calm path. */
    private static final long EMPTY_MICROS = 12_000;

    /** A queue this long is too long, however slowly it grows. */
    private static final long LONG_MICROS = 45_000;

    private boolean started;
    private long waitingMicros;
    private long filledNanos;
    private long shortNanos;
    private long longNanos;

    void onReport(long nowWaitingMicros, long nowNanos) {
        waitingMicros = nowWaitingMicros;
        if (!started) {
            started = true;
            filledNanos = nowNanos;
            shortNanos = nowNanos;
            longNanos = nowNanos;
        }
        if (!isEmpty()) {
            filledNanos = nowNanos;
        }
        if (isLong()) {
            longNanos = nowNanos;
        } else {
            shortNanos = nowNanos;
        }
    }

    long waitingMicros() {
        return waitingMicros;
    }

    boolean isEmpty() {
        return waitingMicros < EMPTY_MICROS;
    }

    /** Whether it is clearly not too long. */
    boolean isShort() {
        return waitingMicros < LONG_MICROS / 2;
    }

    boolean isLong() {
        return waitingMicros >= LONG_MICROS;
    }

    /** For how long there has been no queue at all. */
    long quietNanos(long nowNanos) {
        return nowNanos - filledNanos;
    }

    /** How long ago the queue was too long. */
    long notLongNanos(long nowNanos) {
        return nowNanos - longNanos;
    }

    /** For how long the queue has been too long. */
    long longForNanos(long nowNanos) {
        return nowNanos - shortNanos;
    }
}
