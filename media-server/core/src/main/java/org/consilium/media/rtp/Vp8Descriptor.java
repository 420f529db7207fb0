package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/**
 * The VP8 payload descriptor (RFC 7741 §4.2): read for its facts, rewritten in place without
 * changing its size. Stateless.
 */
public final class Vp8Descriptor {
    // First byte: |X|R|N|S|R|PID|
    private static final int EXTENDED = 0x80;
    private static final int STARTS_PARTITION = 0x10;
    private static final int PARTITION_INDEX = 0x07;

    // Second byte: |I|L|T|K|RSV|
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int HAS_TL0_PICTURE_INDEX = 0x40;
    private static final int HAS_TEMPORAL_ID = 0x20;
    private static final int HAS_KEY_INDEX = 0x10;

    /** M: the picture id has 15 bits. */
    private static final int LONG_PICTURE_ID = 0x80;

    private Vp8Descriptor() {}

    static boolean readFacts(SourcePacket packet) {
        byte[] array = packet.array;
        int position = packet.payloadOffset;
        int end = position + packet.payloadLength;
        int first = BigEndian.u8(array, position++);
        if ((first & EXTENDED) != 0) {
            if (position == end) {
                return false;
            }
            int flags = BigEndian.u8(array, position++);
            if ((flags & HAS_PICTURE_ID) != 0) {
                if (position == end) {
                    return false;
                }
                if ((array[position] & LONG_PICTURE_ID) != 0) {
                    if (position + 2 > end) {
                        return false;
                    }
                    packet.pictureId = BigEndian.u16(array, position) & 0x7fff;
                    packet.pictureIdBits = 15;
                    position += 2;
                } else {
                    packet.pictureId = array[position++];
                    packet.pictureIdBits = 7;
                }
            }
            if ((flags & HAS_TL0_PICTURE_INDEX) != 0) {
                if (position == end) {
                    return false;
                }
                packet.tl0PictureIndex = BigEndian.u8(array, position++);
            }
            if ((flags & (HAS_TEMPORAL_ID | HAS_KEY_INDEX)) != 0) {
                if (position == end) {
                    return false;
                }
                int layers = BigEndian.u8(array, position++);
                if ((flags & HAS_TEMPORAL_ID) != 0) {
                    packet.temporalId = layers >>> 6;
                    packet.isLayerSync = (layers & 0x20) != 0;
                }
                if ((flags & HAS_KEY_INDEX) != 0) {
                    packet.keyIndex = layers & 0x1f;
                }
            }
        }
        if (position == end) {
            return false; // a descriptor describes at least one byte
        }
        packet.startsFrame = (first & STARTS_PARTITION) != 0 && (first & PARTITION_INDEX) == 0;
        packet.endsFrame = packet.marker;
        if (packet.startsFrame && !packet.isDescribed() && (array[position] & 1) == 0) {
            packet.isKeyframe = true; // RFC 7741 §4.3: P clear
            readFrameSize(packet, position, end);
        }
        return true;
    }

    /** RFC 6386 §9.1: three bytes of tag, the start code, then width and height of 14 bits. */
    private static void readFrameSize(SourcePacket packet, int frame, int end) {
        byte[] array = packet.array;
        if (frame + 10 <= end && BigEndian.u24(array, frame + 3) == 0x9d012a) {
            packet.width =
                    ((BigEndian.u8(array, frame + 7) & 0x3f) << 8) | BigEndian.u8(array, frame + 6);
            packet.height =
                    ((BigEndian.u8(array, frame + 9) & 0x3f) << 8) | BigEndian.u8(array, frame + 8);
        }
    }

    /**
     * Gives a descriptor other numbers; fields it does not have are left out. Each keeps its width.
     *
     * @param payloadOffset where the descriptor begins; it has been read successfully before
     * @param pictureId cut to the 7 or 15 bits that are there
     * @param tl0PictureIndex cut to 8 bits
     * @param keyIndex cut to 5 bits
     */
    public static void rewrite(
            byte[] array, int payloadOffset, int pictureId, int tl0PictureIndex, int keyIndex) {
        if ((array[payloadOffset] & EXTENDED) == 0) {
            return;
        }
        int flags = array[payloadOffset + 1];
        int position = payloadOffset + 2;
        if ((flags & HAS_PICTURE_ID) != 0) {
            if ((array[position] & LONG_PICTURE_ID) != 0) {
                BigEndian.putU16(array, position, 0x8000 | pictureId);
                position += 2;
            } else {
                array[position++] = (byte) (pictureId & 0x7f);
            }
        }
        if ((flags & HAS_TL0_PICTURE_INDEX) != 0) {
            array[position++] = (byte) tl0PictureIndex;
        }
        if ((flags & HAS_KEY_INDEX) != 0) {
            array[position] = (byte) ((array[position] & 0xe0) | (keyIndex & 0x1f));
        }
    }
}
