package org.consilium.media.send;

import java.util.random.RandomGenerator;
import org.consilium.media.rtp.RtpSource;
import org.consilium.media.rtp.SourcePacket;
import org.jspecify.annotations.Nullable;

/**
 * One outgoing stream to one receiver, with an SSRC of its own for its whole life.
 *
 * <p>Single writer: the room's loop. The owner chooses what is forwarded by {@link #switchTo},
 * {@link #stop} and {@link #maxTemporalLayer}; hands every packet of a source that this stream
 * {@link #accepts} to {@link #write}, also padding and also late ones; and encrypts and sends what
 * was written.
 */
@SuppressWarnings("DoNotCallSuggester") // not built yet
public final class SendStream {
    private final SendStreamSettings settings;

    /** The largest growth of a packet: header extensions and the OSN of a retransmission. */
    public static final int MAX_OVERHEAD = 64;

    public SendStream(SendStreamSettings settings, RandomGenerator random) {
        this.settings = settings;
        throw new UnsupportedOperationException();
    }

    public int ssrc() {
        return settings.ssrc();
    }

    public int retransmissionSsrc() {
        return settings.retransmissionSsrc();
    }

    /**
     * Forwards {@code source} from its next packet that a decoder can start at: the first of a
     * keyframe, or any packet of audio. Until then the current source goes on. Asking for the
     * current source cancels a switch under way.
     */
    public void switchTo(RtpSource source) {
        throw new UnsupportedOperationException();
    }

    /** Forwards nothing until the next {@link #switchTo}: paused, muted or unpublished. */
    public void stop() {
        throw new UnsupportedOperationException();
    }

    /** Whether packets of this source are to be handed to {@link #write}. */
    public boolean accepts(RtpSource source) {
        throw new UnsupportedOperationException();
    }

    /** The source being forwarded, null when none. */
    public @Nullable RtpSource source() {
        throw new UnsupportedOperationException();
    }

    /** The source being switched to, null when none. */
    public @Nullable RtpSource nextSource() {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #nextSource()} waits for a keyframe: the owner asks its publisher for one. */
    public boolean needsKeyframe() {
        throw new UnsupportedOperationException();
    }

    /** The highest temporal layer to forward, taken at the next frame where that is seamless. */
    public void maxTemporalLayer(int temporalId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes the receiver's version of a packet, in plain text. {@code array} must have room for
     * the source packet's length and {@link #MAX_OVERHEAD}.
     *
     * @return bytes written, −1 when the receiver gets nothing of this packet
     */
    public int write(SourcePacket packet, byte[] array, int offset) {
        throw new UnsupportedOperationException();
    }

    /**
     * Where the packet written last wants its transport-wide sequence number (two bytes, absolute
     * position), −1 when the receiver did not negotiate it. Whoever sends fills it in.
     */
    public int transportSequenceOffset() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes again a packet that the receiver reported lost: as a retransmission (RFC 4588) when
     * negotiated, otherwise as it was.
     *
     * @param sequence our sequence number, as in the NACK
     * @return bytes written, −1 when it is gone, was never sent, or was repaired too recently or
     *     too often
     */
    public int writeRepair(int sequence, byte[] array, int offset, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes a sender report without report blocks (RFC 3550 §6.4.1), 28 bytes.
     *
     * @param ntpNow the NTP timestamp of {@code nowNanos}
     * @return bytes written, 0 while nothing was sent or the publisher's clock is unknown
     */
    public int writeSenderReport(byte[] array, int offset, long nowNanos, long ntpNow) {
        throw new UnsupportedOperationException();
    }

    /**
     * The receiver's report about this stream.
     *
     * @param ntpNow the NTP timestamp of now, from which the round trip is computed
     */
    public void onReportBlock(
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            long jitter,
            int lastSenderReport,
            int delaySinceLastSenderReport,
            long ntpNow) {
        throw new UnsupportedOperationException();
    }

    /** The round trip to the receiver, whoever measured it; spaces repairs of one packet. */
    public void onRoundTrip(long roundTripNanos) {
        throw new UnsupportedOperationException();
    }

    /** The last measured round trip in nanoseconds, 0 before the first. */
    public long roundTripNanos() {
        throw new UnsupportedOperationException();
    }

    /** Lost share of the receiver's last report, in 1/256. */
    public int fractionLost() {
        throw new UnsupportedOperationException();
    }

    public long sentPackets() {
        throw new UnsupportedOperationException();
    }

    /** RTP bytes written, headers included, repairs excluded. */
    public long sentBytes() {
        throw new UnsupportedOperationException();
    }

    public long repairedPackets() {
        throw new UnsupportedOperationException();
    }

    /** Requests for repair that could not or should not be met. */
    public long refusedRepairs() {
        throw new UnsupportedOperationException();
    }
}
