package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/**
 * Redundant audio (RFC 2198): where the primary block is, so that a receiver without RED can be
 * given just that. Stateless.
 */
final class RedPayload {
    /** Browsers send one or two redundant blocks; more is nothing we know. */
    private static final int MAX_BLOCKS = 32;

    private RedPayload() {}

    /**
     * RFC 2198 §3: redundant blocks have headers of four bytes, |1|type:7|offset:14|length:10|; the
     * primary comes last with a header of one byte, |0|type:7|, and takes what is left.
     */
    static boolean readFacts(SourcePacket packet) {
        byte[] array = packet.array;
        int position = packet.payloadOffset;
        int end = position + packet.payloadLength;
        packet.startsFrame = true;
        packet.endsFrame = true;
        int redundant = 0;
        for (int blocks = 0; position < end && array[position] < 0; blocks++) {
            if (position + 4 > end || blocks == MAX_BLOCKS) {
                return false;
            }
            redundant += BigEndian.u16(array, position + 2) & 0x03ff;
            position += 4;
        }
        if (position == end) {
            return false;
        }
        int primaryType = array[position++];
        if (redundant > end - position) {
            return false;
        }
        position += redundant;
        packet.primaryType = primaryType;
        packet.primaryOffset = position;
        packet.primaryLength = end - position;
        return true;
    }
}
