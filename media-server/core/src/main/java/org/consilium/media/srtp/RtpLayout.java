package org.consilium.media.srtp;

import org.consilium.media.buffer.BigEndian;

/** Where header and payload part, which is all that SRTP has to know of RTP (RFC 3550 §5.1). */
final class RtpLayout {
    private static final int FIXED_HEADER_BYTES = 12;

    private RtpLayout() {}

    /**
     * Length of the header with CSRCs and extension, or {@link SrtpFailure#MALFORMED} when it is
     * not version 2 or does not fit into {@code length} bytes.
     */
    static int headerLength(byte[] array, int offset, int length) {
        if (length < FIXED_HEADER_BYTES || !isVersion2(array, offset)) {
            return SrtpFailure.MALFORMED;
        }
        int header = FIXED_HEADER_BYTES + 4 * (array[offset] & 0x0f);
        if ((array[offset] & 0x10) != 0) {
            if (length < header + 4) {
                return SrtpFailure.MALFORMED;
            }
            header += 4 + 4 * BigEndian.u16(array, offset + header + 2);
        }
        return header <= length ? header : SrtpFailure.MALFORMED;
    }

    static boolean isVersion2(byte[] array, int offset) {
        return (array[offset] & 0xc0) == 0x80;
    }

    static int sequence(byte[] array, int offset) {
        return BigEndian.u16(array, offset + 2);
    }

    static int ssrc(byte[] array, int offset) {
        return BigEndian.i32(array, offset + 8);
    }
}
