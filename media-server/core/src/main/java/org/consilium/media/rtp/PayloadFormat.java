package org.consilium.media.rtp;

/**
 * How to read frame facts out of a payload. One constant per format that we forward with
 * understanding; the place to add the next one.
 */
public enum PayloadFormat {
    /** Audio: each packet stands alone. */
    OPUS {
        @Override
        boolean readFacts(SourcePacket packet) {
            packet.startsFrame = true;
            packet.endsFrame = true;
            return true;
        }
    },
    /** Redundant audio: RFC 2198. */
    RED {
        @Override
        boolean readFacts(SourcePacket packet) {
            return RedPayload.readFacts(packet);
        }
    },
    /** RFC 7741. */
    VP8 {
        @Override
        boolean readFacts(SourcePacket packet) {
            return Vp8Descriptor.readFacts(packet);
        }
    },
    /** RFC 9628. */
    VP9 {
        @Override
        boolean readFacts(SourcePacket packet) {
            return Vp9Descriptor.readFacts(packet);
        }
    },
    /** RFC 6184. */
    H264 {
        @Override
        boolean readFacts(SourcePacket packet) {
            return packet.isDescribed() || H264Payload.readFacts(packet);
        }
    },
    /** RTP Payload Format For AV1. */
    AV1 {
        @Override
        boolean readFacts(SourcePacket packet) {
            return packet.isDescribed() || Av1Payload.readFacts(packet);
        }
    };

    /** Whether a receiver needs a keyframe to start. */
    public boolean isVideo() {
        return this != OPUS && this != RED;
    }

    /**
     * Fills the frame facts of a packet whose header has been read and which has a payload.
     *
     * @return false when the payload is malformed; the packet is then dropped
     */
    abstract boolean readFacts(SourcePacket packet);
}
