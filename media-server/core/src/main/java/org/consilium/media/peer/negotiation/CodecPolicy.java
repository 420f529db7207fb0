package org.consilium.media.peer.negotiation;

import java.util.List;

/**
 * Which codecs may be negotiated, preferred first.
 *
 * @param publish what clients may send
 * @param subscribe what we may send
 */
public record CodecPolicy(List<Codec> publish, List<Codec> subscribe) {
    /** Opus, VP8 and H.264 both ways. */
    public static final CodecPolicy BASIC =
            new CodecPolicy(
                    List.of(Codec.OPUS, Codec.VP8, Codec.H264),
                    List.of(Codec.OPUS, Codec.VP8, Codec.H264));

    public CodecPolicy {
        publish = List.copyOf(publish);
        subscribe = List.copyOf(subscribe);
    }
}
