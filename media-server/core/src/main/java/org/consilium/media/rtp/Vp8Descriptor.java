package org.consilium.media.rtp;

/** The VP8 payload descriptor (RFC 7741 §4.2). Stateless. */
@SuppressWarnings("DoNotCallSuggester") // not built yet
public final class Vp8Descriptor {
    private Vp8Descriptor() {}

    static boolean readFacts(SourcePacket packet) {
        throw new UnsupportedOperationException();
    }
}
