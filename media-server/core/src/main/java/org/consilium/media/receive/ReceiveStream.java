package org.consilium.media.receive;

import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.RtpSource;
import org.consilium.media.rtp.SourcePacket;

/**
 * One incoming SSRC: an audio track or one simulcast layer of a video track. Orders, counts, keeps
 * a second of history, asks the publisher for what is missing.
 *
 * <p>Single writer: the room's loop. For each received packet the owner calls {@link #onRtp} (or
 * {@link #onRetransmission}), hands {@link #packet()} on when it was accepted, and when {@link
 * #nextDeadlineNanos()} has come collects feedback by {@link #writeNack} and {@link
 * #takeKeyframeRequest}.
 */
@SuppressWarnings("DoNotCallSuggester") // not built yet
public final class ReceiveStream implements RtpSource {
    private final ReceiveStreamSettings settings;

    public ReceiveStream(ReceiveStreamSettings settings, PublisherClock clock) {
        this.settings = settings;
        throw new UnsupportedOperationException();
    }

    /** One decrypted RTP packet of this SSRC. The bytes are borrowed until return. */
    public ReceiveResult onRtp(byte[] array, int offset, int length, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * One decrypted packet of the retransmission stream that repairs this one (RFC 4588 §4). Turned
     * into the original <em>in place</em>: the array is changed.
     */
    public ReceiveResult onRetransmission(byte[] array, int offset, int length, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** The packet accepted last; borrowed until the next call of a method that begins with on. */
    public SourcePacket packet() {
        throw new UnsupportedOperationException();
    }

    /** Sender information of this SSRC (RFC 3550 §6.4.1). */
    public void onSenderReport(long ntp, int rtpTimestamp, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** The round trip to the publisher, whoever measured it; paces retries. */
    public void onRoundTrip(long roundTripNanos) {
        throw new UnsupportedOperationException();
    }

    /** When {@link #writeNack} has something to do; {@link Long#MAX_VALUE} when nothing is due. */
    public long nextDeadlineNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes one generic NACK packet (RFC 4585 §6.2.1) with everything that is due.
     *
     * @param limit the end of the room in {@code array}
     * @return bytes written, 0 when nothing is due
     */
    public int writeNack(byte[] array, int offset, int limit, int senderSsrc, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether something was lost beyond repair, so that a keyframe is needed; answering resets it.
     */
    public boolean takeKeyframeRequest() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes the 24 bytes of this stream's report block (RFC 3550 §6.4.1) and begins a new report
     * interval. Returns 24, or 0 before the first packet.
     */
    public int writeReportBlock(byte[] array, int offset, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int ssrc() {
        return settings.ssrc();
    }

    @Override
    public PayloadFormat format() {
        return settings.format();
    }

    @Override
    public int clockRateHz() {
        return settings.clockRateHz();
    }

    @Override
    public long highestSequence() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean find(long extendedSequence, SourcePacket into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasClock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long captureNanos(long extendedTimestamp) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long timestampAt(long captureNanos) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of RTP accepted, headers included. */
    public long receivedBytes() {
        throw new UnsupportedOperationException();
    }

    public long receivedPackets() {
        throw new UnsupportedOperationException();
    }

    /** Packets lost so far and not repaired; never negative. */
    public long lostPackets() {
        throw new UnsupportedOperationException();
    }

    /** Packets that arrived twice. */
    public long duplicatePackets() {
        throw new UnsupportedOperationException();
    }

    /** Packets that came back as a retransmission. */
    public long repairedPackets() {
        throw new UnsupportedOperationException();
    }

    /** Sequence numbers asked for, retries included. */
    public long nackedPackets() {
        throw new UnsupportedOperationException();
    }

    /** Interarrival jitter (RFC 3550 §6.4.1) in nanoseconds. */
    public long jitterNanos() {
        throw new UnsupportedOperationException();
    }

    /** When the last packet was accepted; {@link Long#MIN_VALUE} before the first. */
    public long lastArrivalNanos() {
        throw new UnsupportedOperationException();
    }
}
