package org.consilium.media.simulation;

import java.util.Arrays;

/** Writes bits, most significant first. */
final class BitWriter {
    private final byte[] bytes = new byte[512];
    private int position;

    void put(int count, int value) {
        for (int bit = count - 1; bit >= 0; bit--) {
            if ((value >>> bit & 1) != 0) {
                bytes[position >>> 3] |= (byte) (0x80 >>> (position & 7));
            }
            position++;
        }
    }

    /** ns(n) of the AV1 specification §4.10.7. */
    void putNonSymmetric(int values, int value) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(values);
        int shorter = (1 << width) - values;
        if (value < shorter) {
            put(width - 1, value);
        } else {
            put(width, value + shorter);
        }
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, (position + 7) / 8);
    }
}
