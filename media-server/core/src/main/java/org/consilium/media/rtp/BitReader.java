package org.consilium.media.rtp;

/**
 * Reads bits, most significant first. Beyond the end come zeros and {@link #isOverrun()}, so that a
 * parser checks once instead of at every field. Single writer.
 */
final class BitReader {
    private byte[] array = {};
    private int position;
    private int end;
    private boolean overrun;

    BitReader() {}

    /** Begins at a byte. */
    void begin(byte[] bytes, int offset, int length) {
        array = bytes;
        position = offset * 8;
        end = (offset + length) * 8;
        overrun = false;
    }

    /** The next {@code count} bits, 0..16. */
    int take(int count) {
        if (position + count > end) {
            overrun = true;
            position = end;
            return 0;
        }
        int value = 0;
        for (int left = count; left > 0; ) {
            int inByte = 8 - (position & 7);
            int taken = Math.min(left, inByte);
            int bits = (array[position >>> 3] >>> (inByte - taken)) & ((1 << taken) - 1);
            value = (value << taken) | bits;
            position += taken;
            left -= taken;
        }
        return value;
    }

    /** One decode target indication of two bits for each target, the first in the lowest bits. */
    long takeIndications(int targets) {
        long indications = 0;
        for (int target = 0; target < targets; target++) {
            indications |= (long) take(2) << (2 * target);
        }
        return indications;
    }

    /** A number below {@code values}: {@code ns(n)} of the AV1 specification §4.10.7. */
    int takeNonSymmetric(int values) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(values);
        int shorter = (1 << width) - values;
        int value = take(width - 1);
        if (value < shorter) {
            return value;
        }
        return (value << 1) - shorter + take(1);
    }

    /** Whether more was taken than there was. */
    boolean isOverrun() {
        return overrun;
    }
}
