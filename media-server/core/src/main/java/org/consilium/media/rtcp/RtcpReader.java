package org.consilium.media.rtcp;

import org.consilium.media.buffer.BigEndian;

/** Walks a compound RTCP packet (RFC 3550 §6.1), also a reduced-size one (RFC 5506). Stateless. */
public final class RtcpReader {
    private static final int SENDER_INFORMATION_LENGTH = 20;
    private static final int SDES_END = 0;
    private static final int SDES_CNAME = 1;

    private RtcpReader() {}

    /**
     * Visits all that is well-formed and known. Stops at the first packet whose header or length is
     * wrong; an unknown type or a malformed body is skipped.
     *
     * @return true when the whole compound was well-formed, unknown types included
     */
    public static boolean read(byte[] array, int offset, int length, RtcpVisitor visitor) {
        int position = offset;
        int end = offset + length;
        boolean wellFormed = length > 0;
        while (position < end) {
            if (end - position < RtcpPacket.HEADER_LENGTH
                    || !RtcpPacket.hasVersion(array, position)) {
                return false;
            }
            int claimed = RtcpPacket.claimedLength(array, position);
            if (claimed > end - position) {
                return false;
            }
            int body = claimed;
            if ((array[position] & 0x20) != 0) {
                // RFC 3550 §6.4.1: only the last packet may be padded, by a multiple of four.
                // Transport
                // feedback ends at any byte and is filled up to a word by padding that counts those
                // bytes (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1); libwebrtc does.
                int padding = BigEndian.u8(array, position + claimed - 1);
                if (padding == 0
                        || ((padding & 3) != 0 && !isTransportWide(array, position))
                        || padding > claimed - RtcpPacket.HEADER_LENGTH) {
                    return false;
                }
                body -= padding;
            }
            wellFormed &= readPacket(array, position, body, visitor);
            position += claimed;
        }
        return wellFormed;
    }

    private static boolean isTransportWide(byte[] array, int at) {
        return (array[at] & 0x1f) == RtcpPacket.TRANSPORT_WIDE
                && BigEndian.u8(array, at + 1) == RtcpPacket.TRANSPORT_FEEDBACK;
    }

    private static boolean readPacket(byte[] array, int at, int length, RtcpVisitor visitor) {
        int count = array[at] & 0x1f;
        return switch (BigEndian.u8(array, at + 1)) {
            case RtcpPacket.SENDER_REPORT -> readSenderReport(array, at, length, count, visitor);
            case RtcpPacket.RECEIVER_REPORT ->
                    readReceiverReport(array, at, length, count, visitor);
            case RtcpPacket.SOURCE_DESCRIPTION ->
                    readSourceDescription(array, at, length, count, visitor);
            case RtcpPacket.BYE -> readBye(array, at, length, count, visitor);
            case RtcpPacket.TRANSPORT_FEEDBACK ->
                    readTransportFeedback(array, at, length, count, visitor);
            case RtcpPacket.PAYLOAD_FEEDBACK ->
                    readPayloadFeedback(array, at, length, count, visitor);
            default -> true;
        };
    }

    private static boolean readSenderReport(
            byte[] array, int at, int length, int count, RtcpVisitor visitor) {
        int blocks = at + 8 + SENDER_INFORMATION_LENGTH;
        if (blocks + count * RtcpPacket.REPORT_BLOCK_LENGTH > at + length) {
            return false;
        }
        int ssrc = BigEndian.i32(array, at + 4);
        visitor.onSenderReport(
                ssrc,
                BigEndian.i64(array, at + 8),
                BigEndian.i32(array, at + 16),
                BigEndian.u32(array, at + 20),
                BigEndian.u32(array, at + 24));
        readReportBlocks(array, blocks, count, ssrc, visitor);
        return true;
    }

    private static boolean readReceiverReport(
            byte[] array, int at, int length, int count, RtcpVisitor visitor) {
        int blocks = at + 8;
        if (blocks + count * RtcpPacket.REPORT_BLOCK_LENGTH > at + length) {
            return false;
        }
        int ssrc = BigEndian.i32(array, at + 4);
        visitor.onReceiverReport(ssrc);
        readReportBlocks(array, blocks, count, ssrc, visitor);
        return true;
    }

    private static void readReportBlocks(
            byte[] array, int start, int count, int reporterSsrc, RtcpVisitor visitor) {
        for (int i = 0; i < count; i++) {
            int block = start + i * RtcpPacket.REPORT_BLOCK_LENGTH;
            visitor.onReportBlock(
                    reporterSsrc,
                    BigEndian.i32(array, block),
                    BigEndian.u8(array, block + 4),
                    BigEndian.i32(array, block + 4) << 8 >> 8,
                    BigEndian.i32(array, block + 8),
                    BigEndian.u32(array, block + 12),
                    BigEndian.i32(array, block + 16),
                    BigEndian.i32(array, block + 20));
        }
    }

    /** RFC 3550 §6.5: chunks of an SSRC and items, each chunk ended by a null and aligned. */
    private static boolean readSourceDescription(
            byte[] array, int at, int length, int count, RtcpVisitor visitor) {
        int position = at + 4;
        int end = at + length;
        for (int chunk = 0; chunk < count; chunk++) {
            if (position + 4 > end) {
                return false;
            }
            int ssrc = BigEndian.i32(array, position);
            position += 4;
            while (position < end && array[position] != SDES_END) {
                if (position + 2 > end) {
                    return false;
                }
                int value = position + 2;
                int valueLength = BigEndian.u8(array, position + 1);
                if (value + valueLength > end) {
                    return false;
                }
                if (array[position] == SDES_CNAME) {
                    visitor.onCanonicalName(ssrc, array, value, valueLength);
                }
                position = value + valueLength;
            }
            if (position == end) {
                return false; // the null that ends the chunk is missing
            }
            position += 4 - ((position - at) & 3);
        }
        return true;
    }

    private static boolean readBye(
            byte[] array, int at, int length, int count, RtcpVisitor visitor) {
        if (4 + 4 * count > length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            visitor.onBye(BigEndian.i32(array, at + 4 + 4 * i));
        }
        return true;
    }

    private static boolean readTransportFeedback(
            byte[] array, int at, int length, int format, RtcpVisitor visitor) {
        if (length < RtcpPacket.FEEDBACK_HEADER_LENGTH) {
            return false;
        }
        return switch (format) {
            case RtcpPacket.NACK -> {
                readNack(array, at, length, visitor);
                yield true;
            }
            case RtcpPacket.TRANSPORT_WIDE ->
                    TransportFeedbackReader.read(array, at, length, visitor);
            default -> true;
        };
    }

    /** RFC 4585 §6.2.1: a packet id and a mask of the sixteen that follow it. */
    private static void readNack(byte[] array, int at, int length, RtcpVisitor visitor) {
        int senderSsrc = BigEndian.i32(array, at + 4);
        int mediaSsrc = BigEndian.i32(array, at + 8);
        for (int entry = at + RtcpPacket.FEEDBACK_HEADER_LENGTH; entry < at + length; entry += 4) {
            int packetId = BigEndian.u16(array, entry);
            visitor.onNack(senderSsrc, mediaSsrc, packetId);
            for (int mask = BigEndian.u16(array, entry + 2); mask != 0; mask &= mask - 1) {
                int following = 1 + Integer.numberOfTrailingZeros(mask);
                visitor.onNack(senderSsrc, mediaSsrc, (packetId + following) & 0xffff);
            }
        }
    }

    private static boolean readPayloadFeedback(
            byte[] array, int at, int length, int format, RtcpVisitor visitor) {
        if (length < RtcpPacket.FEEDBACK_HEADER_LENGTH) {
            return false;
        }
        int senderSsrc = BigEndian.i32(array, at + 4);
        return switch (format) {
            case RtcpPacket.PICTURE_LOSS -> {
                visitor.onPictureLoss(senderSsrc, BigEndian.i32(array, at + 8));
                yield true;
            }
            case RtcpPacket.FULL_INTRA_REQUEST ->
                    readFullIntraRequest(array, at, length, senderSsrc, visitor);
            case RtcpPacket.APPLICATION_LAYER ->
                    readReceiverEstimate(array, at, length, senderSsrc, visitor);
            default -> true;
        };
    }

    /** RFC 5104 §4.3.1.1: SSRC, sequence number, 24 reserved bits, repeated. */
    private static boolean readFullIntraRequest(
            byte[] array, int at, int length, int senderSsrc, RtcpVisitor visitor) {
        int entry = at + RtcpPacket.FEEDBACK_HEADER_LENGTH;
        while (entry + 8 <= at + length) {
            visitor.onFullIntraRequest(
                    senderSsrc, BigEndian.i32(array, entry), BigEndian.u8(array, entry + 4));
            entry += 8;
        }
        return entry == at + length;
    }

    /** draft-alvestrand-rmcat-remb-03 §2.2; other application-layer feedback is passed over. */
    private static boolean readReceiverEstimate(
            byte[] array, int at, int length, int senderSsrc, RtcpVisitor visitor) {
        int message = at + RtcpPacket.FEEDBACK_HEADER_LENGTH;
        if (message + 4 > at + length
                || BigEndian.i32(array, message) != RtcpPacket.REMB_IDENTIFIER) {
            return true;
        }
        if (message + 8 > at + length) {
            return false;
        }
        int word = BigEndian.i32(array, message + 4);
        int exponent = (word >>> 18) & 0x3f;
        long mantissa = word & 0x3ffff;
        long bitrateBps =
                exponent > Long.numberOfLeadingZeros(mantissa) - 1
                        ? (mantissa == 0 ? 0 : Long.MAX_VALUE)
                        : mantissa << exponent;
        visitor.onReceiverEstimatedBitrate(senderSsrc, bitrateBps);
        return true;
    }
}
