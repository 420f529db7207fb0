package org.consilium.perf.load.media;

import org.consilium.media.rtp.SourcePacket;

/**
 * Tells when the first frame that can be decoded is there: a keyframe of which every packet from
 * the first to the last has come. Single writer.
 */
final class FirstFrame {
    /** Packets of one keyframe; at 1100 bytes each that is a picture of half a megabyte. */
    private static final int WINDOW = 512;

    private final long[] arrived = new long[WINDOW / 64];
    private long start = -1;
    private long end = -1;
    private boolean complete;

    boolean isComplete() {
        return complete;
    }

    /** One more packet; true when it completes the frame. */
    boolean onPacket(SourcePacket packet) {
        long sequence = packet.extendedSequence;
        if (packet.isKeyframe && packet.startsFrame && start < 0) {
            start = sequence;
        }
        if (start < 0 || sequence < start || sequence >= start + WINDOW) {
            return false;
        }
        int place = (int) (sequence - start);
        arrived[place >> 6] |= 1L << place;
        if (packet.endsFrame && (end < 0 || sequence < end)) {
            end = sequence;
        }
        complete = end >= 0 && hasAllTo((int) (end - start));
        return complete;
    }

    private boolean hasAllTo(int place) {
        for (int i = 0; i <= place; i++) {
            if ((arrived[i >> 6] & 1L << i) == 0) {
                return false;
            }
        }
        return true;
    }
}
