package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/**
 * The VP9 payload descriptor (RFC 9628 §4.2): read for its facts, rewritten in place without
 * changing its size. Stateless.
 *
 * <p>A <em>picture</em> is what RFC 9628 §3 calls so: the layer frames of one instant, one RTP
 * timestamp, one picture id. Start and end are those of a layer frame.
 */
public final class Vp9Descriptor {
    // First byte: |I|P|L|F|B|E|V|Z|
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int INTER_PICTURE_PREDICTED = 0x40;
    private static final int HAS_LAYERS = 0x20;
    private static final int FLEXIBLE = 0x10;
    private static final int STARTS_FRAME = 0x08;
    private static final int ENDS_FRAME = 0x04;
    private static final int HAS_STRUCTURE = 0x02;

    /** M: the picture id has 15 bits. */
    private static final int LONG_PICTURE_ID = 0x80;

    /** RFC 9628 §4.2: up to three references per frame, N says that one more follows. */
    private static final int MAX_REFERENCES = 3;

    /** A frame key is the picture id and three bits of spatial layer. */
    private static final int SPATIAL_BITS = 3;

    private Vp9Descriptor() {}

    static boolean readFacts(SourcePacket packet) {
        byte[] array = packet.array;
        int position = packet.payloadOffset;
        int end = position + packet.payloadLength;
        int flags = BigEndian.u8(array, position++);
        boolean flexible = (flags & FLEXIBLE) != 0;
        boolean predicted = (flags & INTER_PICTURE_PREDICTED) != 0;
        packet.startsFrame = (flags & STARTS_FRAME) != 0;
        packet.endsFrame = (flags & ENDS_FRAME) != 0;
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
        } else if (flexible) {
            return false; // RFC 9628 §4.2: I must be set in flexible mode
        }
        boolean interLayerPredicted = false;
        if ((flags & HAS_LAYERS) != 0) {
            if (position == end) {
                return false;
            }
            int layers = BigEndian.u8(array, position++); // |TID|U|SID|D|
            packet.temporalId = layers >>> 5;
            packet.spatialId = (layers >>> 1) & 0x07;
            interLayerPredicted = (layers & 0x01) != 0;
            if ((layers & 0x10) != 0) {
                packet.joinableTemporalId = SourcePacket.ANY_LAYER;
            }
            if (!flexible) {
                if (position == end) {
                    return false;
                }
                packet.tl0PictureIndex = BigEndian.u8(array, position++);
            }
        }
        if (packet.pictureId >= 0) {
            packet.frameKeyMask = (1 << (packet.pictureIdBits + SPATIAL_BITS)) - 1;
            packet.frameKey = (packet.pictureId << SPATIAL_BITS) | packet.spatialId;
            if (interLayerPredicted && packet.spatialId > 0) {
                packet.addDependency(1);
            }
        }
        if (flexible && predicted) {
            boolean more = true;
            for (int count = 0; more; count++) {
                if (position == end || count == MAX_REFERENCES) {
                    return false;
                }
                int reference = BigEndian.u8(array, position++); // |P_DIFF|N|
                packet.addDependency((reference >>> 1) << SPATIAL_BITS);
                more = (reference & 0x01) != 0;
            }
        }
        if ((flags & HAS_STRUCTURE) != 0) {
            position = readStructure(packet, position, end);
        }
        if (position < 0 || position >= end) {
            return false; // a descriptor describes at least one byte
        }
        if (!predicted && packet.spatialId == 0) {
            packet.isKeyframe = true;
        }
        return true;
    }

    /**
     * The scalability structure (RFC 9628 §4.2.1): the size of the largest layer is noted, the
     * group of frames passed over.
     *
     * @return where it ends, −1 when it is cut off
     */
    private static int readStructure(SourcePacket packet, int start, int end) {
        byte[] array = packet.array;
        int position = start;
        if (position == end) {
            return -1;
        }
        int head = BigEndian.u8(array, position++); // |N_S|Y|G|RES|
        if ((head & 0x10) != 0) {
            int layers = (head >>> 5) + 1;
            if (position + 4 * layers > end) {
                return -1;
            }
            position += 4 * layers;
            packet.width = BigEndian.u16(array, position - 4);
            packet.height = BigEndian.u16(array, position - 2);
        }
        if ((head & 0x08) != 0) {
            if (position == end) {
                return -1;
            }
            for (int pictures = BigEndian.u8(array, position++); pictures > 0; pictures--) {
                if (position == end) {
                    return -1;
                }
                int references = (BigEndian.u8(array, position++) >>> 2) & 0x03; // |TID|U|R|RES|
                position += references;
                if (position > end) {
                    return -1;
                }
            }
        }
        return position;
    }

    /**
     * Gives a descriptor other numbers; fields it does not have are left out. Each keeps its width.
     *
     * @param payloadOffset where the descriptor begins; it has been read successfully before
     * @param pictureId cut to the 7 or 15 bits that are there
     * @param tl0PictureIndex cut to 8 bits
     */
    public static void rewrite(
            byte[] array, int payloadOffset, int pictureId, int tl0PictureIndex) {
        int flags = array[payloadOffset];
        int position = payloadOffset + 1;
        if ((flags & HAS_PICTURE_ID) != 0) {
            if ((array[position] & LONG_PICTURE_ID) != 0) {
                BigEndian.putU16(array, position, 0x8000 | pictureId);
                position += 2;
            } else {
                array[position++] = (byte) (pictureId & 0x7f);
            }
        }
        if ((flags & HAS_LAYERS) != 0 && (flags & FLEXIBLE) == 0) {
            array[position + 1] = (byte) tl0PictureIndex;
        }
    }
}
