package org.consilium.media.peer.negotiation;

import java.util.List;

/**
 * Which codecs may be negotiated, preferred first.
 *
 * @param publish what clients may send
 * @param subscribe what we may send
 */
public record CodecPolicy(List<Codec> publish, List<Codec> subscribe) {
    /** Everything that is forwarded with understanding; VP8, which everybody has, before others. */
    public static final CodecPolicy ALL =
            new CodecPolicy(
                    List.of(Codec.OPUS, Codec.RED, Codec.VP8, Codec.H264, Codec.VP9, Codec.AV1),
                    List.of(Codec.OPUS, Codec.RED, Codec.VP8, Codec.H264, Codec.VP9, Codec.AV1));

    public CodecPolicy {
        publish = List.copyOf(publish);
        subscribe = List.copyOf(subscribe);
    }
}
