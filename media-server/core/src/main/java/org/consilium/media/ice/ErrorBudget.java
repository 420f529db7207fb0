package org.consilium.media.ice;

/**
 * How many error responses may still be sent: a token bucket. Errors answer what could not be
 * authenticated, so the address may be forged, and nobody shall aim us at a third party.
 */
final class ErrorBudget {
    /** A browser with stale credentials sends about this many checks in a second. */
    private static final int PER_SECOND = 10;

    private static final long REFILL_NANOS = 1_000_000_000L / PER_SECOND;

    private int tokens = PER_SECOND;
    private long refilledNanos;

    ErrorBudget(long nowNanos) {
        refilledNanos = nowNanos;
    }

    boolean take(long nowNanos) {
        long refill = (nowNanos - refilledNanos) / REFILL_NANOS;
        if (refill > 0) {
            tokens = (int) Math.min(PER_SECOND, tokens + refill);
            refilledNanos += refill * REFILL_NANOS;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
