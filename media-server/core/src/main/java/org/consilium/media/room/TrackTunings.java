package org.consilium.media.room;

import java.util.Locale;
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

    private static @Nullable Codec preferred(TrackRequest request, CodecPolicy policy) {
        for (TrackRequest.Codec wanted : request.codecs()) {
            String name = wanted.mimeType().substring(wanted.mimeType().indexOf('/') + 1);
            for (Codec codec : policy.publish()) {
                if (codec.encodingName()
                        .toLowerCase(Locale.ROOT)
                        .equals(name.toLowerCase(Locale.ROOT))) {
                    return codec;
                }
            }
        }
        return null;
    }
}
