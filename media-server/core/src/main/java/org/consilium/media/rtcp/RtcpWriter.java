package org.consilium.media.rtcp;

import org.consilium.media.buffer.BigEndian;

/**
 * Writes RTCP packets. Every method writes one packet, or one part of a packet, at {@code offset}
 * and answers its bytes; the caller sees to the room. Stateless.
 */
public final class RtcpWriter {
    /** Bytes of a sender report without report blocks. */
    public static final int SENDER_REPORT_LENGTH = 28;

    /** Bytes of a receiver report without report blocks. */
    public static final int RECEIVER_REPORT_LENGTH = 8;

    /** Bytes of one report block. */
    public static final int REPORT_BLOCK_LENGTH = RtcpPacket.REPORT_BLOCK_LENGTH;

    /** Report blocks in one report: the count has five bits. */
    public static final int MAX_REPORT_BLOCKS = 31;

    /** Bytes of a picture loss indication. */
    public static final int PICTURE_LOSS_LENGTH = 12;

    /** Bytes of a full intra request for one stream. */
    public static final int FULL_INTRA_REQUEST_LENGTH = 20;

    private RtcpWriter() {}

    /** A sender report without blocks (RFC 3550 §6.4.1). */
    public static int writeSenderReport(
            byte[] array,
            int offset,
            int ssrc,
            long ntp,
            int rtpTimestamp,
            long packetCount,
            long octetCount) {
        RtcpPacket.writeHeader(array, offset, 0, RtcpPacket.SENDER_REPORT, SENDER_REPORT_LENGTH);
        BigEndian.putI32(array, offset + 4, ssrc);
        BigEndian.putI64(array, offset + 8, ntp);
        BigEndian.putI32(array, offset + 16, rtpTimestamp);
        BigEndian.putU32(array, offset + 20, packetCount);
        BigEndian.putU32(array, offset + 24, octetCount);
        return SENDER_REPORT_LENGTH;
    }

    /**
     * The first 8 bytes of a receiver report (RFC 3550 §6.4.2); {@code blocks} report blocks, at
     * most {@link #MAX_REPORT_BLOCKS}, are to follow it.
     */
    public static int writeReceiverReport(byte[] array, int offset, int ssrc, int blocks) {
        RtcpPacket.writeHeader(
                array,
                offset,
                blocks,
                RtcpPacket.RECEIVER_REPORT,
                RECEIVER_REPORT_LENGTH + blocks * REPORT_BLOCK_LENGTH);
        BigEndian.putI32(array, offset + 4, ssrc);
        return RECEIVER_REPORT_LENGTH;
    }

    /** One report block (RFC 3550 §6.4.1); parameters as {@link RtcpVisitor#onReportBlock}. */
    public static int writeReportBlock(
            byte[] array,
            int offset,
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            long jitter,
            int lastSenderReport,
            int delaySinceLastSenderReport) {
        BigEndian.putI32(array, offset, ssrc);
        // RFC 3550 §A.3: clamped to 24 signed bits
        int lost = Math.max(-0x80_0000, Math.min(0x7f_ffff, cumulativeLost));
        BigEndian.putI32(array, offset + 4, (fractionLost << 24) | (lost & 0xff_ffff));
        BigEndian.putI32(array, offset + 8, highestSequence);
        BigEndian.putU32(array, offset + 12, jitter);
        BigEndian.putI32(array, offset + 16, lastSenderReport);
        BigEndian.putI32(array, offset + 20, delaySinceLastSenderReport);
        return REPORT_BLOCK_LENGTH;
    }

    /**
     * A source description with one canonical name (RFC 3550 §6.5.1).
     *
     * @param name UTF-8, at most 255 bytes
     */
    public static int writeCanonicalName(byte[] array, int offset, int ssrc, byte[] name) {
        int content = 4 + 4 + 2 + name.length;
        int length = (content + 4) & ~3; // at least one null, then to the boundary
        RtcpPacket.writeHeader(array, offset, 1, RtcpPacket.SOURCE_DESCRIPTION, length);
        BigEndian.putI32(array, offset + 4, ssrc);
        array[offset + 8] = 1; // RFC 3550 §12.2: CNAME
        array[offset + 9] = (byte) name.length;
        System.arraycopy(name, 0, array, offset + 10, name.length);
        for (int i = content; i < length; i++) {
            array[offset + i] = 0;
        }
        return length;
    }

    /** The end of one stream (RFC 3550 §6.6). */
    public static int writeBye(byte[] array, int offset, int ssrc) {
        RtcpPacket.writeHeader(array, offset, 1, RtcpPacket.BYE, 8);
        BigEndian.putI32(array, offset + 4, ssrc);
        return 8;
    }

    /** Picture loss indication (RFC 4585 §6.3.1). */
    public static int writePictureLoss(byte[] array, int offset, int senderSsrc, int mediaSsrc) {
        RtcpPacket.writeFeedbackHeader(
                array,
                offset,
                RtcpPacket.PICTURE_LOSS,
                RtcpPacket.PAYLOAD_FEEDBACK,
                PICTURE_LOSS_LENGTH,
                senderSsrc,
                mediaSsrc);
        return PICTURE_LOSS_LENGTH;
    }

    /** Full intra request for one stream (RFC 5104 §4.3.1); the sequence number has 8 bits. */
    public static int writeFullIntraRequest(
            byte[] array, int offset, int senderSsrc, int mediaSsrc, int sequenceNumber) {
        // RFC 5104 §4.3.1.2: the media SSRC of the common header is 0
        RtcpPacket.writeFeedbackHeader(
                array,
                offset,
                RtcpPacket.FULL_INTRA_REQUEST,
                RtcpPacket.PAYLOAD_FEEDBACK,
                FULL_INTRA_REQUEST_LENGTH,
                senderSsrc,
                0);
        BigEndian.putI32(array, offset + 12, mediaSsrc);
        BigEndian.putI32(array, offset + 16, sequenceNumber << 24);
        return FULL_INTRA_REQUEST_LENGTH;
    }

    /**
     * Receiver-estimated maximum bitrate for one stream (draft-alvestrand-rmcat-remb-03 §2.2),
     * rounded down to 18 significant bits.
     */
    public static int writeReceiverEstimatedBitrate(
            byte[] array, int offset, int senderSsrc, int mediaSsrc, long bitrateBps) {
        RtcpPacket.writeFeedbackHeader(
                array,
                offset,
                RtcpPacket.APPLICATION_LAYER,
                RtcpPacket.PAYLOAD_FEEDBACK,
                24,
                senderSsrc,
                0);
        int exponent = Math.max(0, 46 - Long.numberOfLeadingZeros(bitrateBps));
        BigEndian.putI32(array, offset + 12, RtcpPacket.REMB_IDENTIFIER);
        BigEndian.putI32(
                array, offset + 16, (1 << 24) | (exponent << 18) | (int) (bitrateBps >>> exponent));
        BigEndian.putI32(array, offset + 20, mediaSsrc);
        return 24;
    }
}
