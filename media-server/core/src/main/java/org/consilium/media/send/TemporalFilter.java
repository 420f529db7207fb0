package org.consilium.media.send;

import org.consilium.media.rtp.SourcePacket;

/**
 * Up to which temporal layer frames are forwarded. Going down is possible at any frame; going up
 * only where the layer refers to nothing that was left out: at a keyframe, or one layer at a time
 * at a layer-sync frame (RFC 7741 §4.2, Y). Single writer.
 */
final class TemporalFilter {
    private int target = Integer.MAX_VALUE;
    private int current = Integer.MAX_VALUE;

    TemporalFilter() {}

    void target(int temporalId) {
        target = temporalId;
    }

    /** Whether the frame of a packet that came in order is to be left out. */
    boolean leavesOut(SourcePacket packet) {
        if (packet.startsFrame) {
            boolean syncsNext = packet.isLayerSync && packet.temporalId - 1 == current;
            if (packet.isKeyframe || target < current) {
                current = target;
            } else if (syncsNext && packet.temporalId <= target) {
                current = packet.temporalId;
            }
        }
        return packet.temporalId > current;
    }
}
