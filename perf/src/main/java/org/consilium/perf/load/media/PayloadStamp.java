package org.consilium.perf.load.media;

import org.consilium.media.buffer.BigEndian;
import org.consilium.media.rtp.SourcePacket;

/**
 * The time of sending, in a payload: a mark, then the nanoseconds of the machine's monotonic clock,
 * which all of its processes share. In video it stands behind the room of a VP8 frame header, in
 * audio behind the first byte, so that servers that read payloads find what they expect. Stateless.
 */
final class PayloadStamp {
    static final int LENGTH = 12;

    /** No stamp: a stream of somebody else. */
    static final long NONE = Long.MIN_VALUE;

    /** RFC 6386 §9.1: the tag and, in keyframes, start code and dimensions. */
    static final int FRAME_HEADER_LENGTH = 10;

    private static final int MARK = 0x10ad_5eed;

    private PayloadStamp() {}

    static void write(byte[] array, int offset, long nanos) {
        BigEndian.putI32(array, offset, MARK);
        BigEndian.putI64(array, offset + 4, nanos);
    }

    static long read(SourcePacket packet, boolean video) {
        int skipped =
                video
                        ? descriptorLength(packet.array, packet.payloadOffset) + FRAME_HEADER_LENGTH
                        : 1;
        if (packet.payloadLength < skipped + LENGTH) {
            return NONE;
        }
        int at = packet.payloadOffset + skipped;
        return BigEndian.i32(packet.array, at) == MARK ? BigEndian.i64(packet.array, at + 4) : NONE;
    }

    /** RFC 7741 §4.2; the packet was parsed before, so it is all there. */
    private static int descriptorLength(byte[] array, int at) {
        if (array[at] >= 0) {
            return 1;
        }
        int flags = array[at + 1];
        int length = 2;
        if ((flags & 0x80) != 0) {
            length += array[at + 2] < 0 ? 2 : 1;
        }
        length += (flags & 0x40) != 0 ? 1 : 0;
        length += (flags & 0x30) != 0 ? 1 : 0;
        return length;
    }
}
