package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/**
 * The RTP header (RFC 3550 §5.1) at any place of an array. Stateless.
 *
 * <p>{@link #headerLength} and {@link #paddingLength} check; everything else may only be called
 * after they accepted the packet.
 */
public final class RtpPacket {
    /** Bytes of the fixed header. */
    public static final int FIXED_HEADER_LENGTH = 12;

    private static final int VERSION = 2;

    private RtpPacket() {}

    /**
     * Bytes of fixed header, CSRC list and header extension, or −1 when the packet is no RTP of
     * version 2 or claims more than it has.
     */
    public static int headerLength(byte[] array, int offset, int length) {
        if (length < FIXED_HEADER_LENGTH) {
            return -1;
        }
        int first = BigEndian.u8(array, offset);
        if (first >>> 6 != VERSION) {
            return -1;
        }
        int header = FIXED_HEADER_LENGTH + 4 * (first & 0x0f);
        if ((first & 0x10) != 0) {
            if (header + 4 > length) {
                return -1;
            }
            header += 4 + 4 * BigEndian.u16(array, offset + header + 2);
        }
        return header <= length ? header : -1;
    }

    /**
     * Bytes of padding at the end, 0 without the P bit, or −1 when the count is 0 or reaches into
     * the header.
     */
    public static int paddingLength(byte[] array, int offset, int length, int headerLength) {
        if ((array[offset] & 0x20) == 0) {
            return 0;
        }
        if (length == headerLength) {
            return -1;
        }
        int padding = BigEndian.u8(array, offset + length - 1);
        return padding > 0 && padding <= length - headerLength ? padding : -1;
    }

    /** The X bit. */
    public static boolean hasExtension(byte[] array, int offset) {
        return (array[offset] & 0x10) != 0;
    }

    /** Where the header extension begins: its profile, then its length in words. */
    public static int extensionOffset(byte[] array, int offset) {
        return offset + FIXED_HEADER_LENGTH + 4 * (array[offset] & 0x0f);
    }

    public static boolean marker(byte[] array, int offset) {
        return array[offset + 1] < 0;
    }

    public static int payloadType(byte[] array, int offset) {
        return array[offset + 1] & 0x7f;
    }

    public static int sequence(byte[] array, int offset) {
        return BigEndian.u16(array, offset + 2);
    }

    public static int timestamp(byte[] array, int offset) {
        return BigEndian.i32(array, offset + 4);
    }

    public static int ssrc(byte[] array, int offset) {
        return BigEndian.i32(array, offset + 8);
    }

    /** Writes the fixed header without CSRCs and without padding. */
    public static void writeFixedHeader(
            byte[] array,
            int offset,
            boolean extension,
            boolean marker,
            int payloadType,
            int sequence,
            int timestamp,
            int ssrc) {
        array[offset] = (byte) ((VERSION << 6) | (extension ? 0x10 : 0));
        array[offset + 1] = (byte) ((marker ? 0x80 : 0) | payloadType);
        BigEndian.putU16(array, offset + 2, sequence);
        BigEndian.putI32(array, offset + 4, timestamp);
        BigEndian.putI32(array, offset + 8, ssrc);
    }

    /** Sets the P bit. */
    public static void markPadded(byte[] array, int offset) {
        array[offset] |= 0x20;
    }
}
