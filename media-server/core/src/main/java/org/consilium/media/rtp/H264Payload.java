package org.consilium.media.rtp;

/** H.264 payloads (RFC 6184): where frames and keyframes begin. Stateless. */
@SuppressWarnings("DoNotCallSuggester") // not built yet
final class H264Payload {
    private H264Payload() {}

    static boolean readFacts(SourcePacket packet) {
        throw new UnsupportedOperationException();
    }
}
