package org.consilium.media.buffer;

/**
 * Serial-number arithmetic (RFC 1982) for the counters of RTP: 16-bit sequence numbers, 32-bit
 * timestamps, and their extension to 64 bits.
 *
 * <p>Stateless.
 */
public final class SerialNumbers {
    private SerialNumbers() {}

    /** Signed distance {@code a - b} of two 16-bit numbers, −32768..32767. */
    public static int distance16(int a, int b) {
        return (short) (a - b);
    }

    /** Whether {@code a} follows {@code b} in 16-bit serial order; false when equal. */
    public static boolean isNewer16(int a, int b) {
        return distance16(a, b) > 0;
    }

    /** Signed distance {@code a - b} of two 32-bit numbers. */
    public static int distance32(int a, int b) {
        return a - b;
    }

    /** Whether {@code a} follows {@code b} in 32-bit serial order; false when equal. */
    public static boolean isNewer32(int a, int b) {
        return a - b > 0;
    }

    /**
     * The extended number nearest to {@code reference} whose low 16 bits are {@code sequence} (RFC
     * 3711 §3.3.1, guess of the packet index). May be negative when {@code reference} is smaller
     * than 32768.
     */
    public static long extend16(long reference, int sequence) {
        return reference + (short) (sequence - (int) reference);
    }

    /** The extended number nearest to {@code reference} whose low 32 bits are {@code value}. */
    public static long extend32(long reference, int value) {
        return reference + (value - (int) reference);
    }
}
