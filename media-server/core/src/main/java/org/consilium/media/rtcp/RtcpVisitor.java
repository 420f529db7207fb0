package org.consilium.media.rtcp;

/**
 * Receives what a compound RTCP packet says, in order, as primitives. Every method does nothing
 * unless overridden.
 *
 * <p>Must not change the bytes being read. SSRCs are the bits of an int.
 */
public interface RtcpVisitor {
    /** Sender information (RFC 3550 §6.4.1). Report blocks follow by {@link #onReportBlock}. */
    default void onSenderReport(
            int ssrc, long ntp, int rtpTimestamp, long packetCount, long octetCount) {}

    /** A receiver report begins (RFC 3550 §6.4.2); its blocks follow. */
    default void onReceiverReport(int ssrc) {}

    /**
     * One report block (RFC 3550 §6.4.1).
     *
     * @param reporterSsrc who reports
     * @param ssrc whose stream it is about
     * @param fractionLost lost share since the last report, in 1/256
     * @param cumulativeLost signed 24 bits: duplicates can make it negative
     * @param highestSequence cycles and sequence number, 32 bits
     * @param jitter in ticks of the stream's clock
     * @param lastSenderReport middle 32 bits of the NTP timestamp of the last report, 0 when none
     * @param delaySinceLastSenderReport in 1/65536 s
     */
    default void onReportBlock(
            int reporterSsrc,
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            long jitter,
            int lastSenderReport,
            int delaySinceLastSenderReport) {}

    /** The canonical name of a source (RFC 3550 §6.5.1), UTF-8 bytes borrowed until return. */
    default void onCanonicalName(int ssrc, byte[] array, int offset, int length) {}

    /** A stream ends (RFC 3550 §6.6). */
    default void onBye(int ssrc) {}

    /**
     * One lost packet (RFC 4585 §6.2.1); called for the packet id and every set bit of its mask.
     */
    default void onNack(int senderSsrc, int mediaSsrc, int sequence) {}

    /** Picture loss indication (RFC 4585 §6.3.1). */
    default void onPictureLoss(int senderSsrc, int mediaSsrc) {}

    /** One entry of a full intra request (RFC 5104 §4.3.1). */
    default void onFullIntraRequest(int senderSsrc, int mediaSsrc, int sequenceNumber) {}

    /** Receiver-estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 §2.2). */
    default void onReceiverEstimatedBitrate(int senderSsrc, long bitrateBps) {}

    /**
     * Transport-wide feedback begins (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1); its
     * packets follow in order of sequence.
     *
     * @param referenceTime signed, in units of 64 ms
     * @param feedbackCount 8-bit counter of feedback packets
     */
    default void onTransportFeedback(
            int senderSsrc,
            int mediaSsrc,
            int baseSequence,
            int statusCount,
            int referenceTime,
            int feedbackCount) {}

    /** A packet arrived, at this time of the receiver's own clock, in units of 250 µs. */
    default void onTransportArrival(int sequence, long arrivalTicks) {}

    /** A packet had not arrived when the feedback was made. */
    default void onTransportLoss(int sequence) {}

    /** The feedback is complete. */
    default void onTransportFeedbackEnd() {}
}
