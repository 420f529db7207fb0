package org.consilium.media.peer.negotiation;

import java.util.List;

/**
 * A track we send to a client.
 *
 * @param streamId first token of {@code a=msid}; the client protocol puts {@code PA_x|TR_x} here
 * @param trackId second token
 * @param codecs what the track may be sent in, preferred first; all of {@code kind}
 * @param ssrc ours
 * @param rtxSsrc ours for retransmissions; 0 for none (audio)
 * @param stereo print {@code sprop-stereo=1} for Opus
 * @param playoutDelay offer the playout-delay extension
 */
public record DownstreamTrack(
        MediaKind kind,
        String streamId,
        String trackId,
        List<Codec> codecs,
        int ssrc,
        int rtxSsrc,
        boolean stereo,
        boolean playoutDelay) {
    public DownstreamTrack {
        codecs = List.copyOf(codecs);
        if (codecs.isEmpty()) {
            throw new IllegalArgumentException("a track has a codec");
        }
        for (Codec codec : codecs) {
            if (codec.kind() != kind) {
                throw new IllegalArgumentException(codec + " is not " + kind);
            }
        }
    }
}
