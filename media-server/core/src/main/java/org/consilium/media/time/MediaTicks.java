package org.consilium.media.time;

/**
 * Conversion between nanoseconds and the ticks of an RTP clock. Splits off whole seconds, so that
 * any span that fits a long is converted without overflow. Rounds down. Stateless.
 */
public final class MediaTicks {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private MediaTicks() {}

    /** Ticks in a span of nanoseconds, which may be negative. */
    public static long ofNanos(long nanos, int clockRateHz) {
        return Math.floorDiv(nanos, NANOS_PER_SECOND) * clockRateHz
                + Math.floorMod(nanos, NANOS_PER_SECOND) * clockRateHz / NANOS_PER_SECOND;
    }

    /** Nanoseconds in a number of ticks, which may be negative. */
    public static long toNanos(long ticks, int clockRateHz) {
        return Math.floorDiv(ticks, clockRateHz) * NANOS_PER_SECOND
                + Math.floorMod(ticks, (long) clockRateHz) * NANOS_PER_SECOND / clockRateHz;
    }
}
