package org.consilium.media.rtp;

/** H.264 payloads (RFC 6184): where frames and keyframes begin. Stateless. */
final class H264Payload {
    private H264Payload() {}

    static boolean readFacts(SourcePacket packet) {
        throw new UnsupportedOperationException(String.valueOf(packet));
    }
}
