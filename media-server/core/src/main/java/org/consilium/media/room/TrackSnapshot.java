package org.consilium.media.room;

import java.util.List;
import java.util.Set;

/** A published track as it stood at one moment. */
public record TrackSnapshot(
        String sid,
        String cid,
        String name,
        TrackKind kind,
        TrackSource source,
        boolean muted,
        int width,
        int height,
        boolean simulcast,
        List<VideoLayer> layers,
        List<TrackRequest.Codec> codecs,
        String mimeType,
        String mid,
        String stream,
        boolean stereo,
        boolean disableDtx,
        boolean disableRed,
        Set<Integer> audioFeatures,
        int encryption,
        int backupCodecPolicy) {
    public TrackSnapshot {
        layers = List.copyOf(layers);
        codecs = List.copyOf(codecs);
        audioFeatures = Set.copyOf(audioFeatures);
    }
}
