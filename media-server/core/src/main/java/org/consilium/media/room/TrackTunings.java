package org.consilium.media.room;

import org.consilium.media.peer.negotiation.Codec;
import org.consilium.media.peer.negotiation.CodecPolicy;
import org.consilium.media.peer.negotiation.TrackTuning;
import org.jspecify.annotations.Nullable;

/** How the answer for a track is tuned to what its client announced. */
final class TrackTunings {
    private TrackTunings() {}

    static TrackTuning of(TrackRequest request, JoinRequest client, CodecPolicy policy) {
        Codec preferred = preferred(request, policy);
        // Firefox on Linux and Android picks its own order, so it is given no choice.
        boolean onlyPreferred =
                preferred != null
                        && request.kind() == TrackKind.VIDEO
                        && client.browser().equals("firefox");
        return new TrackTuning(
                preferred,
                onlyPreferred,
                !request.disableDtx(),
                request.stereo(),
                !request.disableRed());
    }

    /** A wish with codecs we do not forward replaced by the one that everybody has. */
    static TrackRequest possible(TrackRequest request, CodecPolicy policy) {
        String common = request.kind() == TrackKind.VIDEO ? "video/VP8" : "audio/opus";
        return request.withCodecs(
                request.codecs().stream()
                        .map(
                                codec ->
                                        codec.mimeType().isEmpty() || isPossible(codec, policy)
                                                ? codec
                                                : new TrackRequest.Codec(common, codec.cid()))
                        .toList());
    }

    private static boolean isPossible(TrackRequest.Codec wanted, CodecPolicy policy) {
        return policy.publish().stream()
                .anyMatch(codec -> codec.encodingName().equalsIgnoreCase(wanted.shortName()));
    }

    private static @Nullable Codec preferred(TrackRequest request, CodecPolicy policy) {
        for (TrackRequest.Codec wanted : request.codecs()) {
            for (Codec codec : policy.publish()) {
                if (codec.encodingName().equalsIgnoreCase(wanted.shortName())) {
                    return codec;
                }
            }
        }
        return null;
    }
}
