package org.consilium.media.rtp;

import org.jspecify.annotations.Nullable;

/** The RTP header extensions we understand, by the URI that {@code a=extmap} gives them. */
public enum HeaderExtension {
    /** Identification of the media section (RFC 8843 §15). */
    MID(0, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    /** Identification of the simulcast layer (RFC 8852 §3.1). */
    RID(1, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    /** On a retransmission: the layer that it repairs (RFC 8852 §3.2). */
    REPAIRED_RID(2, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    /** Client-to-mixer audio level (RFC 6464). */
    AUDIO_LEVEL(3, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    /** Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
    TRANSPORT_SEQUENCE(
            4, "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    /** Time of sending, 6.18 fixed point seconds; made by the sender of each hop. */
    ABS_SEND_TIME(5, "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    /** Capture time on the publisher's NTP clock, end to end. */
    ABS_CAPTURE_TIME(6, "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"),
    /** Frame dependencies, readable though the payload is encrypted (AV1 RTP specification §A). */
    DEPENDENCY_DESCRIPTOR(
            7,
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    /** Coordination of video orientation (3GPP TS 26.114 §7.4.5). */
    VIDEO_ORIENTATION(8, "urn:3gpp:video-orientation"),
    /** Wished minimum and maximum play-out delay of the receiver. */
    PLAYOUT_DELAY(9, "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay");

    private static final HeaderExtension[] VALUES = values();

    /** How many there are; the size of tables by {@link #index()}. */
    public static final int COUNT = VALUES.length;

    private final int index;
    private final String uri;

    HeaderExtension(int index, String uri) {
        this.index = index;
        this.uri = uri;
    }

    /** Position in tables of all extensions, 0..{@link #COUNT}−1. */
    public int index() {
        return index;
    }

    /** The URI of {@code a=extmap}. */
    public String uri() {
        return uri;
    }

    /** The extension of a URI, or null when we do not know it. Not for the hot path. */
    public static @Nullable HeaderExtension ofUri(String uri) {
        for (HeaderExtension extension : VALUES) {
            if (extension.uri.equals(uri)) {
                return extension;
            }
        }
        return null;
    }
}
