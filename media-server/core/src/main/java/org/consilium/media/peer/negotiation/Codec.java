package org.consilium.media.peer.negotiation;

import org.consilium.media.sdp.RtpPayload;

/**
 * The codecs we can forward, by their names in {@code a=rtpmap}, each in the one configuration that
 * every browser has, so that what one client publishes every other can be offered.
 */
public enum Codec {
    OPUS("opus", MediaKind.AUDIO, 48_000, 2),
    /** Redundant Opus (RFC 2198). */
    RED("red", MediaKind.AUDIO, 48_000, 2),
    PCMU("PCMU", MediaKind.AUDIO, 8_000, 1),
    PCMA("PCMA", MediaKind.AUDIO, 8_000, 1),
    VP8("VP8", MediaKind.VIDEO, 90_000, 1),
    /** Profile 0. */
    VP9("VP9", MediaKind.VIDEO, 90_000, 1),
    /** Packetization mode 1, constrained baseline preferred (RFC 7742 §6.2). */
    H264("H264", MediaKind.VIDEO, 90_000, 1),
    /** Main profile. */
    AV1("AV1", MediaKind.VIDEO, 90_000, 1);

    private final String encodingName;
    private final MediaKind kind;
    private final int clockRateHz;
    private final int channels;

    Codec(String encodingName, MediaKind kind, int clockRateHz, int channels) {
        this.encodingName = encodingName;
        this.kind = kind;
        this.clockRateHz = clockRateHz;
        this.channels = channels;
    }

    /** As registered with IANA; compared without regard to case. */
    public String encodingName() {
        return encodingName;
    }

    public MediaKind kind() {
        return kind;
    }

    public int clockRateHz() {
        return clockRateHz;
    }

    /** 1 for video, where SDP prints none. */
    public int channels() {
        return channels;
    }

    /** How well a payload of a description is this codec: 0 not at all, else more is better. */
    int match(RtpPayload payload) {
        if (!payload.encodingName().equalsIgnoreCase(encodingName)
                || payload.clockRateHz() != clockRateHz
                || payload.channels() != channels) {
            return 0;
        }
        return switch (this) {
            case OPUS, RED, PCMU, PCMA, VP8 -> 1;
            case VP9 -> payload.parameter("profile-id").orElse("0").equals("0") ? 1 : 0;
            case AV1 -> payload.parameter("profile").orElse("0").equals("0") ? 1 : 0;
            case H264 -> matchH264(payload);
        };
    }

    /** RFC 6184 §8.1: without a packetization mode it is 0, which cannot carry large pictures. */
    private static int matchH264(RtpPayload payload) {
        if (!payload.parameter("packetization-mode").orElse("0").equals("1")) {
            return 0;
        }
        // Without a profile it is plain baseline, level 1.
        String profile = payload.parameter("profile-level-id").orElse("42000a");
        if (profile.regionMatches(true, 0, "42e0", 0, 4)) {
            return 3;
        }
        return profile.startsWith("42") ? 2 : 1;
    }
}
