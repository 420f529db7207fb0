package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consilium.media.rtp.HeaderExtension;
import org.jspecify.annotations.Nullable;

/**
 * The payload types and header extension ids of our own offers. They are the same in every section
 * and every offer, because within a bundle a number has one meaning for good (RFC 8843 §9,
 * §10.1.2), and those Chromium uses where it has some, so that a trace is read easily.
 */
final class DownstreamFormats {
    private DownstreamFormats() {}

    /** The codecs of a track as we offer them. */
    static List<NegotiatedCodec> codecs(DownstreamTrack track) {
        var codecs = new ArrayList<NegotiatedCodec>();
        for (Codec codec : track.codecs()) {
            codecs.add(offered(codec, track));
        }
        return codecs;
    }

    /** What a section without a track lists: something, for an m-line must. */
    static List<NegotiatedCodec> placeholder(MediaKind kind) {
        Codec codec = kind == MediaKind.AUDIO ? Codec.OPUS : Codec.VP8;
        return List.of(offered(codec, null));
    }

    private static NegotiatedCodec offered(Codec codec, @Nullable DownstreamTrack track) {
        boolean video = codec.kind() == MediaKind.VIDEO;
        boolean rtx = video && (track == null || track.rtxSsrc() != 0);
        return new NegotiatedCodec(
                codec,
                payloadType(codec),
                rtx ? payloadType(codec) + 1 : NegotiatedCodec.NONE,
                parameters(codec, track != null && track.stereo()),
                codec != Codec.RED,
                video,
                video,
                true,
                false);
    }

    private static int payloadType(Codec codec) {
        return switch (codec) {
            case OPUS -> 111;
            case RED -> 63;
            case PCMU -> 0;
            case PCMA -> 8;
            case VP8 -> 96;
            case VP9 -> 98;
            case H264 -> 108;
            case AV1 -> 35;
        };
    }

    private static String parameters(Codec codec, boolean stereo) {
        return switch (codec) {
            case OPUS -> "minptime=10;useinbandfec=1" + (stereo ? ";sprop-stereo=1" : "");
            case RED -> "111/111";
            case PCMU, PCMA, VP8 -> "";
            case VP9 -> "profile-id=0";
            case H264 -> "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";
            case AV1 -> "level-idx=5;profile=0;tier=0";
        };
    }

    /** The extensions that may go with a track. */
    static Set<HeaderExtension> extensions(DownstreamTrack track) {
        Set<HeaderExtension> extensions =
                EnumSet.of(
                        HeaderExtension.MID,
                        HeaderExtension.TRANSPORT_SEQUENCE,
                        HeaderExtension.ABS_CAPTURE_TIME);
        if (track.playoutDelay()) {
            extensions.add(HeaderExtension.PLAYOUT_DELAY);
        }
        if (track.kind() == MediaKind.VIDEO) {
            extensions.add(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        }
        return extensions;
    }

    /** Ids of extensions in our offers. */
    static Map<HeaderExtension, Integer> ids(Set<HeaderExtension> extensions) {
        var ids = new EnumMap<HeaderExtension, Integer>(HeaderExtension.class);
        for (HeaderExtension extension : extensions) {
            ids.put(extension, id(extension));
        }
        return ids;
    }

    private static int id(HeaderExtension extension) {
        return switch (extension) {
            case AUDIO_LEVEL -> 1;
            case ABS_SEND_TIME -> 2;
            case TRANSPORT_SEQUENCE -> 3;
            case MID -> 4;
            case PLAYOUT_DELAY -> 5;
            case ABS_CAPTURE_TIME -> 6;
            case RID -> 10;
            case REPAIRED_RID -> 11;
            case DEPENDENCY_DESCRIPTOR -> 12;
            case VIDEO_ORIENTATION -> 13;
        };
    }
}
