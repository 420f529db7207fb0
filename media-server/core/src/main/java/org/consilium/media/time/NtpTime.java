package org.consilium.media.time;

/**
 * Arithmetic on NTP timestamps as RTCP carries them (RFC 3550 §4): 64 bits, seconds since 1 January
 * 1900 in the upper half, the fraction of a second in the lower.
 *
 * <p>Never reads a clock. Stateless.
 */
public final class NtpTime {
    /** Seconds from 1 January 1900 to 1 January 1970 (RFC 868). */
    private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private NtpTime() {}

    /** The NTP timestamp of a wall-clock time given as nanoseconds since 1 January 1970. */
    public static long ofUnixNanos(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND);
        long nanos = Math.floorMod(unixNanos, NANOS_PER_SECOND);
        return ((seconds + UNIX_EPOCH_SECONDS) << 32) | ((nanos << 32) / NANOS_PER_SECOND);
    }

    /**
     * Nanoseconds since 1 January 1970 of an NTP timestamp, rounded to the nearest. The era is the
     * one that began in 1900 or, for timestamps with a clear top bit, the one that begins in 2036
     * (RFC 2030 §3).
     */
    public static long toUnixNanos(long ntp) {
        long seconds = ntp >>> 32;
        long sinceEpoch = (ntp < 0 ? seconds : seconds + (1L << 32)) - UNIX_EPOCH_SECONDS;
        long fraction = ntp & 0xffff_ffffL;
        return sinceEpoch * NANOS_PER_SECOND + ((fraction * NANOS_PER_SECOND + (1L << 31)) >>> 32);
    }

    /** The middle 32 bits: the compact form of LSR (RFC 3550 §6.4.1), unit 1/65536 s. */
    public static int compact(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** Nanoseconds of a duration in units of 1/65536 s, given as an unsigned 32-bit number. */
    public static long compactToNanos(int compact) {
        return ((compact & 0xffff_ffffL) * NANOS_PER_SECOND) >>> 16;
    }

    /** A duration in units of 1/65536 s; saturates at the largest 32-bit number, about 18 hours. */
    public static int nanosToCompact(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        long seconds = nanos / NANOS_PER_SECOND;
        if (seconds > 0xffff) {
            return -1;
        }
        return (int) ((seconds << 16) | (((nanos % NANOS_PER_SECOND) << 16) / NANOS_PER_SECOND));
    }
}
