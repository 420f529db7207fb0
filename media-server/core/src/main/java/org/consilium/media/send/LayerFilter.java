package org.consilium.media.send;

import java.util.Arrays;
import org.consilium.media.rtp.SourcePacket;

/**
 * Up to which layers of a source frames are forwarded: spatial ones (SVC) and temporal ones.
 *
 * <p>Going down is possible at any picture. Going up only where the frames above refer to nothing
 * that was left out: at a keyframe; where a dependency descriptor or VP9 descriptor says that one
 * may switch (RFC 9628 §4.2, U); or one temporal layer at a time at a layer-sync frame (RFC 7741
 * §4.2, Y). A frame that refers to one that was left out is left out too.
 *
 * <p>Every layer below the highest is forwarded, also in the structures in which the highest could
 * do without (K-SVC): so a receiver can go down at once instead of waiting for a keyframe.
 *
 * <p>Remembers what was decided for a window of frames, for packets that come late. Single writer.
 */
final class LayerFilter {
    /** Frames; 32 pictures where VP9 without dependency descriptor numbers them. */
    private static final int WINDOW = 256;

    private static final int LEFT_OUT = 1;
    private static final int TOP = 2;
    private static final int FLAG_BITS = 2;

    private int targetSpatial = Integer.MAX_VALUE;
    private int targetTemporal = Integer.MAX_VALUE;
    private int spatial = Integer.MAX_VALUE;
    private int temporal = Integer.MAX_VALUE;
    private long pictureTimestamp;
    private boolean inPicture;

    /** By frame key: the key and what was decided, −1 where nothing was. */
    private final int[] decisions;

    /**
     * @param layered whether the stream can have layers: all video
     */
    LayerFilter(boolean layered) {
        decisions = new int[layered ? WINDOW : 1];
    }

    void target(int spatialId, int temporalId) {
        targetSpatial = spatialId;
        targetTemporal = temporalId;
    }

    int targetSpatial() {
        return targetSpatial;
    }

    int targetTemporal() {
        return targetTemporal;
    }

    /** The highest spatial layer being forwarded where the source has it. */
    int spatial() {
        return spatial;
    }

    /** Another source, or the same one anew, begins with a keyframe. */
    void begin() {
        Arrays.fill(decisions, -1);
        inPicture = false;
    }

    /** Whether the frame of a packet that came in order is to be left out. */
    boolean leavesOut(SourcePacket packet) {
        if (packet.frameKey < 0) {
            if (packet.startsFrame) {
                move(packet, true);
            }
            return isAbove(packet);
        }
        int slot = packet.frameKey & (WINDOW - 1);
        if (!isDecided(packet.frameKey)) {
            decide(packet, slot);
        }
        return (decisions[slot] & LEFT_OUT) != 0;
    }

    private void decide(SourcePacket packet, int slot) {
        boolean decodable = !refersToLeftOut(packet);
        boolean begins = !inPicture || packet.extendedTimestamp != pictureTimestamp;
        inPicture = true;
        pictureTimestamp = packet.extendedTimestamp;
        if (begins) {
            move(packet, decodable);
        }
        boolean leftOut = !decodable || isAbove(packet);
        decisions[slot] =
                (packet.frameKey << FLAG_BITS)
                        | (leftOut ? LEFT_OUT : 0)
                        | (packet.spatialId == spatial ? TOP : 0);
    }

    /** At the beginning of a picture: down to the targets, up as far as the picture allows. */
    private void move(SourcePacket packet, boolean decodable) {
        if (packet.isKeyframe) {
            spatial = targetSpatial;
            temporal = targetTemporal;
            return;
        }
        spatial = Math.min(spatial, targetSpatial);
        temporal = Math.min(temporal, targetTemporal);
        if (!decodable) {
            return;
        }
        if (packet.spatialId <= spatial && packet.joinableSpatialId > spatial) {
            spatial = Math.min(targetSpatial, packet.joinableSpatialId);
        }
        if (packet.temporalId <= temporal && packet.joinableTemporalId > temporal) {
            temporal = Math.min(targetTemporal, packet.joinableTemporalId);
        } else if (packet.isLayerSync
                && packet.temporalId - 1 == temporal
                && packet.temporalId <= targetTemporal) {
            temporal = packet.temporalId;
        }
    }

    private boolean isAbove(SourcePacket packet) {
        return packet.spatialId > spatial || packet.temporalId > temporal;
    }

    private boolean refersToLeftOut(SourcePacket packet) {
        for (int i = 0; i < packet.dependencyCount; i++) {
            int key = (packet.frameKey - packet.dependencies[i]) & packet.frameKeyMask;
            if (isDecided(key) && (decisions[key & (WINDOW - 1)] & LEFT_OUT) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a late packet is of a frame that was left out, or would have been. */
    boolean leftOut(SourcePacket packet) {
        return isDecided(packet.frameKey)
                ? (decisions[packet.frameKey & (WINDOW - 1)] & LEFT_OUT) != 0
                : isAbove(packet);
    }

    /**
     * Whether a packet that is forwarded is the last of its picture: by its marker, or because the
     * layers above are left out (RFC 9628 §4.2, AV1 RTP specification §4.2).
     */
    boolean endsPicture(SourcePacket packet) {
        if (packet.marker || !packet.endsFrame) {
            return packet.marker;
        }
        return isDecided(packet.frameKey)
                ? (decisions[packet.frameKey & (WINDOW - 1)] & TOP) != 0
                : packet.spatialId == spatial;
    }

    private boolean isDecided(int frameKey) {
        return frameKey >= 0
                && decisions[frameKey & (WINDOW - 1)] >= 0
                && decisions[frameKey & (WINDOW - 1)] >> FLAG_BITS == frameKey;
    }
}
