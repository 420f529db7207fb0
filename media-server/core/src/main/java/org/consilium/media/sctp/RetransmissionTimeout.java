package org.consilium.media.sctp;

/**
 * How long to wait for an acknowledgement (RFC 9260 §6.3.1), and how often in a row the wait was in
 * vain (§8.1). Single writer: its association.
 */
final class RetransmissionTimeout {
    private final SctpTimers timers;
    private boolean measured;
    private long smoothedNanos;
    private long variationNanos;
    private long rtoNanos;
    private int errorsInARow;

    RetransmissionTimeout(SctpTimers timers) {
        this.timers = timers;
        rtoNanos = timers.rtoInitialNanos();
    }

    long rtoNanos() {
        return rtoNanos;
    }

    /** A round trip was measured on something that was sent once only (Karn's rule, C5). */
    void onRoundTrip(long nanos) {
        long sample = Math.max(0, nanos);
        if (measured) {
            // C3: alpha = 1/8, beta = 1/4
            variationNanos += (Math.abs(smoothedNanos - sample) - variationNanos) / 4;
            smoothedNanos += (sample - smoothedNanos) / 8;
        } else {
            // C2
            measured = true;
            smoothedNanos = sample;
            variationNanos = sample / 2;
        }
        rtoNanos = bounded(smoothedNanos + 4 * variationNanos);
    }

    /** E2 of §6.3.3: a timer expired. */
    void backOff() {
        rtoNanos = bounded(2 * rtoNanos);
    }

    /** The peer showed that it is there. */
    void onSignOfLife() {
        errorsInARow = 0;
    }

    /** A timer expired; returns whether the peer counts as gone. */
    boolean onSilence() {
        errorsInARow++;
        return errorsInARow > timers.maxRetransmissions();
    }

    private long bounded(long nanos) {
        return Math.clamp(nanos, timers.rtoMinNanos(), timers.rtoMaxNanos());
    }
}
