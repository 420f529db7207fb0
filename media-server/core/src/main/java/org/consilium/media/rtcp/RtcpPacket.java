package org.consilium.media.rtcp;

import org.consilium.media.buffer.BigEndian;

/** The common header of RTCP packets (RFC 3550 §6.4.1) and the numbers of the types. */
final class RtcpPacket {
    static final int HEADER_LENGTH = 4;
    static final int REPORT_BLOCK_LENGTH = 24;

    /** Header, sender SSRC, media SSRC: what every feedback packet begins with (RFC 4585 §6.1). */
    static final int FEEDBACK_HEADER_LENGTH = 12;

    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int BYE = 203;
    static final int TRANSPORT_FEEDBACK = 205;
    static final int PAYLOAD_FEEDBACK = 206;

    // Formats of transport feedback
    static final int NACK = 1;
    static final int TRANSPORT_WIDE = 15;

    // Formats of payload-specific feedback
    static final int PICTURE_LOSS = 1;
    static final int FULL_INTRA_REQUEST = 4;
    static final int APPLICATION_LAYER = 15;

    /** "REMB" */
    static final int REMB_IDENTIFIER = 0x52454d42;

    private static final int VERSION = 2;

    private RtcpPacket() {}

    static boolean hasVersion(byte[] array, int offset) {
        return BigEndian.u8(array, offset) >>> 6 == VERSION;
    }

    /** Bytes of the packet as its header claims, header included. */
    static int claimedLength(byte[] array, int offset) {
        return 4 * (BigEndian.u16(array, offset + 2) + 1);
    }

    static void writeHeader(byte[] array, int offset, int count, int type, int lengthBytes) {
        array[offset] = (byte) ((VERSION << 6) | count);
        array[offset + 1] = (byte) type;
        BigEndian.putU16(array, offset + 2, lengthBytes / 4 - 1);
    }

    static void writeFeedbackHeader(
            byte[] array,
            int offset,
            int format,
            int type,
            int lengthBytes,
            int senderSsrc,
            int mediaSsrc) {
        writeHeader(array, offset, format, type, lengthBytes);
        BigEndian.putI32(array, offset + 4, senderSsrc);
        BigEndian.putI32(array, offset + 8, mediaSsrc);
    }
}
