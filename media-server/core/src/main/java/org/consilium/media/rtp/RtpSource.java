package org.consilium.media.rtp;

/**
 * One synchronisation source that can be forwarded: its past packets and its clock. It is what an
 * outgoing stream needs to know of an incoming one, and nothing more.
 *
 * <p>Single writer: the loop that owns the source. Identity is object identity.
 */
public interface RtpSource {
    /** The publisher's SSRC. */
    int ssrc();

    /** How to read this source's payload. */
    PayloadFormat format();

    /** Ticks per second of its RTP timestamps. */
    int clockRateHz();

    /** The highest extended sequence number received, −1 before the first packet. */
    long highestSequence();

    /**
     * Finds a packet of the recent past and fills {@code into} with it, facts included. The bytes
     * are borrowed until the source receives its next packet.
     *
     * @return false when it never arrived or is no longer kept
     */
    boolean find(long extendedSequence, SourcePacket into);

    /**
     * The extended sequence number of the first packet of the last keyframe, −1 when there was
     * none.
     */
    long keyframeSequence();

    /** Bytes of RTP from the last keyframe on. */
    long bytesSinceKeyframe();

    /**
     * Whether a sender report tied this source's timestamps to its publisher's clock. Sources of
     * one publisher share that clock, so their capture times can be compared.
     */
    boolean hasClock();

    /**
     * When the sample of an extended timestamp was captured: on the publisher's clock, shifted by a
     * constant into our time. Meaningful only while {@link #hasClock()}.
     */
    long captureNanos(long extendedTimestamp);

    /** The inverse of {@link #captureNanos}: the extended timestamp captured at an instant. */
    long timestampAt(long captureNanos);
}
