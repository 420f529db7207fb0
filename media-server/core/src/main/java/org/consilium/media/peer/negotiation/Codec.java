package org.consilium.media.peer.negotiation;

/** The codecs we can forward, by their names in {@code a=rtpmap}. */
public enum Codec {
    OPUS("opus", MediaKind.AUDIO, 48_000, 2),
    RED("red", MediaKind.AUDIO, 48_000, 2),
    PCMU("PCMU", MediaKind.AUDIO, 8_000, 1),
    PCMA("PCMA", MediaKind.AUDIO, 8_000, 1),
    VP8("VP8", MediaKind.VIDEO, 90_000, 1),
    VP9("VP9", MediaKind.VIDEO, 90_000, 1),
    H264("H264", MediaKind.VIDEO, 90_000, 1),
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
}
