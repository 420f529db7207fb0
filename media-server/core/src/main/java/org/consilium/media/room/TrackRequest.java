package org.consilium.media.room;

import java.util.List;
import java.util.Set;

/**
 * A client's wish to publish a track.
 *
 * @param cid the client's own id of the track, the second word of its {@code a=msid}
 * @param codecs the codecs it means to send, first is primary; may be empty
 * @param audioFeatures numbers of the client protocol's AudioTrackFeature, passed through
 * @param encryption number of the client protocol's Encryption.Type, passed through
 * @param trackSid the existing track a backup codec belongs to, or empty
 */
public record TrackRequest(
        String cid,
        String name,
        TrackKind kind,
        TrackSource source,
        boolean muted,
        int width,
        int height,
        List<VideoLayer> layers,
        List<Codec> codecs,
        String stream,
        boolean stereo,
        boolean disableDtx,
        boolean disableRed,
        Set<Integer> audioFeatures,
        int encryption,
        int backupCodecPolicy,
        String trackSid) {
    public TrackRequest {
        layers = List.copyOf(layers);
        codecs = List.copyOf(codecs);
        audioFeatures = Set.copyOf(audioFeatures);
    }

    /** The same wish with another mute state. */
    public TrackRequest withMuted(boolean nowMuted) {
        return with(nowMuted, codecs);
    }

    /** The same wish in other codecs. */
    TrackRequest withCodecs(List<Codec> otherCodecs) {
        return with(muted, otherCodecs);
    }

    private TrackRequest with(boolean nowMuted, List<Codec> nowCodecs) {
        return new TrackRequest(
                cid,
                name,
                kind,
                source,
                nowMuted,
                width,
                height,
                layers,
                nowCodecs,
                stream,
                stereo,
                disableDtx,
                disableRed,
                audioFeatures,
                encryption,
                backupCodecPolicy,
                trackSid);
    }

    /**
     * One codec of a track.
     *
     * @param mimeType {@code video/VP8}; empty when the client leaves it to the negotiation
     * @param cid the client's id for this codec's track; empty for a backup not sent yet
     */
    public record Codec(String mimeType, String cid) {
        /** The name without its kind: {@code VP8}. */
        String shortName() {
            return mimeType.substring(mimeType.indexOf('/') + 1);
        }
    }
}
