package org.consilium.media.send;

import org.consilium.media.rtp.SourcePacket;

/**
 * VP8 picture ids of the current epoch as outgoing ones (RFC 7741 §4.2): contiguous over the frames
 * that are forwarded, because a receiver waits for a picture id that is missing between a frame and
 * the one it refers to. Decides once per frame whether it is forwarded.
 *
 * <p>A frame of which nothing came yet keeps its number, as its packets keep theirs. Remembers a
 * window of frames; single writer.
 */
final class PictureIds {
    /** Frames: 2 s at 30 per second; a late packet is not later than that. */
    private static final int WINDOW = 64;

    private static final int LEFT_OUT = -1;

    private final int[] outgoing = new int[WINDOW];
    private long first;
    private long highest;
    private long offset;

    /** The highest outgoing picture id, extended; −1 before the first. */
    private long highestOutgoing = -1;

    PictureIds() {}

    /** A new epoch begins with this packet's frame, which is forwarded. */
    void begin(SourcePacket packet) {
        if (packet.pictureId < 0) {
            return;
        }
        first = packet.pictureId;
        highest = first - 1;
        offset = highestOutgoing < 0 ? 0 : highestOutgoing + 1 - first;
    }

    /** The source's picture id extended, as near as possible to the highest. */
    private long extend(SourcePacket packet) {
        int shift = Integer.SIZE - packet.pictureIdBits;
        return highest + ((packet.pictureId - (int) highest) << shift >> shift);
    }

    /**
     * Places the frame of a packet that came in order, unless an earlier packet did.
     *
     * @param leaveOut whether the frame is not to be forwarded, if that is still open
     * @return whether the frame is forwarded
     */
    boolean place(SourcePacket packet, boolean leaveOut) {
        long id = extend(packet);
        if (id <= highest) {
            return find(packet) >= 0;
        }
        for (long lost = Math.max(highest + 1, id - WINDOW + 1); lost < id; lost++) {
            outgoing[slot(lost)] = (int) (lost + offset) & 0x7fff;
        }
        highest = id;
        if (leaveOut) {
            outgoing[slot(id)] = LEFT_OUT;
            offset--;
            return false;
        }
        outgoing[slot(id)] = (int) (id + offset) & 0x7fff;
        highestOutgoing = id + offset;
        return true;
    }

    /**
     * The outgoing picture id, 15 bits, of a placed frame; −1 when it was left out or forgotten.
     */
    int find(SourcePacket packet) {
        long id = extend(packet);
        return id < first || id > highest || id <= highest - WINDOW ? -1 : outgoing[slot(id)];
    }

    private static int slot(long id) {
        return (int) id & (WINDOW - 1);
    }
}
