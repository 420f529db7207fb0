package org.consilium.media.receive;

import java.util.Arrays;

/** Which of the last sequence numbers have arrived: one bit each in a ring. Single writer. */
final class ReceivedWindow {
    /** 4 s of a 2.5 Mbit/s stream: a retransmission older than that is never wanted. */
    static final int SIZE = 1024;

    private final long[] bits = new long[SIZE / Long.SIZE];
    private long highest = -1;

    /** The highest number noted, −1 before the first. */
    long highest() {
        return highest;
    }

    boolean isTooOld(long sequence) {
        return sequence < 0 || sequence <= highest - SIZE;
    }

    /** Whether a number that is not too old had been noted. */
    boolean contains(long sequence) {
        return sequence <= highest && (bits[word(sequence)] & bit(sequence)) != 0;
    }

    /** Notes a number that is not too old. */
    void add(long sequence) {
        if (highest < 0 || sequence - highest >= SIZE) {
            Arrays.fill(bits, 0);
            highest = sequence;
        }
        for (; highest < sequence; highest++) {
            bits[word(highest + 1)] &= ~bit(highest + 1);
        }
        bits[word(sequence)] |= bit(sequence);
    }

    private static int word(long sequence) {
        return (int) (sequence / Long.SIZE) & (SIZE / Long.SIZE - 1);
    }

    private static long bit(long sequence) {
        return 1L << sequence;
    }
}
