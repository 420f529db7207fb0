package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/**
 * H.264 payloads (RFC 6184): where keyframes begin. Single NAL units, STAP-A and FU-A are looked
 * into, as packetization modes 0 and 1 allow (§6.2, §6.3). Stateless.
 *
 * <p>A decoder can start at a sequence parameter set. The first packet of other frames cannot be
 * told from the payload alone: the incoming stream tells it from the timestamp.
 */
final class H264Payload {
    private static final int NAL_IDR = 5;
    private static final int NAL_SPS = 7;
    private static final int NAL_ACCESS_UNIT_DELIMITER = 9;
    private static final int NAL_STAP_A = 24;
    private static final int NAL_FU_A = 28;

    private H264Payload() {}

    static boolean readFacts(SourcePacket packet) {
        byte[] array = packet.array;
        int start = packet.payloadOffset;
        int end = start + packet.payloadLength;
        packet.endsFrame = packet.marker;
        int type = array[start] & 0x1f;
        if (type == NAL_STAP_A) {
            return readAggregation(packet, start + 1, end);
        }
        if (type == NAL_FU_A) {
            if (start + 2 > end) {
                return false;
            }
            // RFC 6184 §5.8: |S|E|R|Type|
            int header = BigEndian.u8(array, start + 1);
            if ((header & 0x80) != 0) {
                noteNal(packet, header & 0x1f);
            }
            return true;
        }
        noteNal(packet, type);
        return true;
    }

    /** RFC 6184 §5.7.1: 16-bit size, NAL unit, repeated. */
    private static boolean readAggregation(SourcePacket packet, int start, int end) {
        byte[] array = packet.array;
        int position = start;
        while (position < end) {
            if (position + 3 > end) {
                return false;
            }
            int size = BigEndian.u16(array, position);
            position += 2;
            if (size == 0 || position + size > end) {
                return false;
            }
            noteNal(packet, array[position] & 0x1f);
            position += size;
        }
        return start < end;
    }

    private static void noteNal(SourcePacket packet, int type) {
        switch (type) {
            case NAL_SPS -> {
                packet.isKeyframe = true;
                packet.startsFrame = true;
            }
            case NAL_IDR -> packet.isKeyframe = true;
            case NAL_ACCESS_UNIT_DELIMITER -> packet.startsFrame = true;
            default -> {
                // says nothing about where a frame or keyframe begins
            }
        }
    }
}
