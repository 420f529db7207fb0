package org.consilium.perf.load.media;

import org.consilium.media.buffer.BigEndian;

/** The frame of a one-byte header extension block (RFC 8285 §4.2). Stateless. */
final class ExtensionBlock {
    private static final int ONE_BYTE_PROFILE = 0xbede;

    private ExtensionBlock() {}

    /**
     * Completes a block whose elements lie from {@code start + 4} to {@code end}; answers where the
     * payload begins.
     */
    static int finish(byte[] array, int start, int end) {
        int at = end;
        while (((at - start) & 3) != 0) {
            array[at++] = 0;
        }
        BigEndian.putU16(array, start, ONE_BYTE_PROFILE);
        BigEndian.putU16(array, start + 2, (at - start) / 4 - 1);
        return at;
    }
}
