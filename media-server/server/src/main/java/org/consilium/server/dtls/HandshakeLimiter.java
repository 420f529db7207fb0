package org.consilium.server.dtls;

import org.consilium.media.buffer.TransportAddress;

/**
 * Token buckets for beginning handshakes: one for all, one per address. The addresses live in a
 * table of fixed size, so a flood from many cannot grow it; whoever finds its place taken drives
 * out the bucket that was idle for longest, and the bucket for all still holds.
 *
 * <p>Single writer: one loop. Time is passed in.
 */
final class HandshakeLimiter {
    private static final int ADDRESSES = 4096;
    private static final int PROBES = 8;
    private static final double NANOS = 1e9;

    private final double ratePerSecond;
    private final double burst;
    private final double ratePerAddress;
    private final double burstPerAddress;

    private final long[] keys = new long[2 * ADDRESSES];
    private final double[] tokens = new double[ADDRESSES];
    private final long[] updatedNanos = new long[ADDRESSES];
    private final boolean[] used = new boolean[ADDRESSES];
    private double allTokens;
    private long allUpdatedNanos;
    private boolean started;
    private long refused;

    HandshakeLimiter(DtlsSettings settings) {
        ratePerSecond = settings.handshakesPerSecond();
        burst = settings.handshakesPerSecond();
        ratePerAddress = settings.handshakesPerSecondPerAddress();
        burstPerAddress = settings.burstPerAddress();
        allTokens = burst;
    }

    /** Takes a token of each bucket, or none. */
    boolean tryBegin(TransportAddress address, long nowNanos) {
        if (!started) {
            started = true;
            allUpdatedNanos = nowNanos;
        }
        allTokens = refilled(allTokens, ratePerSecond, burst, nowNanos - allUpdatedNanos);
        allUpdatedNanos = nowNanos;
        int slot = slotOf(address, nowNanos);
        tokens[slot] =
                refilled(
                        tokens[slot],
                        ratePerAddress,
                        burstPerAddress,
                        nowNanos - updatedNanos[slot]);
        updatedNanos[slot] = nowNanos;
        if (allTokens < 1 || tokens[slot] < 1) {
            refused++;
            return false;
        }
        allTokens--;
        tokens[slot]--;
        return true;
    }

    long refused() {
        return refused;
    }

    private static double refilled(double tokens, double rate, double limit, long elapsedNanos) {
        return Math.min(limit, tokens + rate * Math.max(0, elapsedNanos) / NANOS);
    }

    private int slotOf(TransportAddress address, long nowNanos) {
        // A household or ward has a whole IPv6 /64 and could take a new address per handshake.
        long high = address.high();
        long low = address.isIpv4() ? address.low() : 0;
        long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L;
        int first = (int) (mixed >>> 52);
        int oldest = first;
        for (int i = 0; i < PROBES; i++) {
            int slot = (first + i) & (ADDRESSES - 1);
            if (!used[slot]) {
                return claim(slot, high, low, nowNanos);
            }
            if (keys[2 * slot] == high && keys[2 * slot + 1] == low) {
                return slot;
            }
            if (updatedNanos[slot] - updatedNanos[oldest] < 0) {
                oldest = slot;
            }
        }
        return claim(oldest, high, low, nowNanos);
    }

    private int claim(int slot, long high, long low, long nowNanos) {
        used[slot] = true;
        keys[2 * slot] = high;
        keys[2 * slot + 1] = low;
        tokens[slot] = burstPerAddress;
        updatedNanos[slot] = nowNanos;
        return slot;
    }
}
