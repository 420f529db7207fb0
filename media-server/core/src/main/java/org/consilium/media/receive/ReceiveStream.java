package org.consilium.media.receive;

import org.consilium.media.buffer.SerialNumbers;
import org.consilium.media.rtcp.NackWriter;
import org.consilium.media.rtp.FrameDescriptions;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.Retransmission;
import org.consilium.media.rtp.RtpSource;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.time.MediaTicks;
import org.consilium.media.time.NtpTime;
import org.jspecify.annotations.Nullable;

/**
 * One incoming SSRC: an audio track or one simulcast layer of a video track. Orders, counts, keeps
 * a second of history, asks the publisher for what is missing.
 *
 * <p>Single writer: the room's loop. For each received packet the owner calls {@link #onRtp} or
 * {@link #onRetransmission}, hands the packet on when it was accepted, and when {@link
 * #nextDeadlineNanos()} has come collects feedback by {@link #writeNack} and {@link
 * #takeKeyframeRequest}.
 */
public final class ReceiveStream implements RtpSource {
    /** RFC 3550 §A.1 MAX_DROPOUT: a larger step forward is a restart, if the next confirms it. */
    private static final int MAX_STEP = 3000;

    private final ReceiveStreamSettings settings;
    private final PublisherClock clock;
    private final PacketStore store;
    private final ReceivedWindow window = new ReceivedWindow();
    private final NackTracker nacks = new NackTracker();
    private final NackWriter nackWriter = new NackWriter();
    private final ReceptionStatistics statistics;

    /** Null until a packet comes with a dependency descriptor. */
    private @Nullable FrameDescriptions descriptions;

    /** 16-bit number that would confirm a jump, −1 when no jump is suspected. */
    private int expectedAfterJump = -1;

    private long highestTimestamp;
    private long lastArrivalNanos = Long.MIN_VALUE;

    private long keyframeSequence = -1;
    private long bytesSinceKeyframe;
    private boolean hasClock;
    private long reportTimestamp;
    private long reportNanos;

    private long duplicates;
    private long repaired;

    public ReceiveStream(ReceiveStreamSettings settings, PublisherClock clock) {
        this.settings = settings;
        this.clock = clock;
        this.store = new PacketStore(settings.historySlots(), settings.historyBytes());
        this.statistics = new ReceptionStatistics(settings.clockRateHz());
    }

    /**
     * One decrypted RTP packet of this SSRC, read by the owner with the ids of {@link
     * ReceiveStreamSettings#extensions}. Borrowed until return. After {@link
     * ReceiveResult#ACCEPTED} it is complete; after any other result its facts mean nothing.
     */
    public ReceiveResult onRtp(SourcePacket packet, long nowNanos) {
        return onMedia(packet, false, nowNanos);
    }

    /**
     * One decrypted packet of the retransmission stream that repairs this one (RFC 4588 §4), as
     * {@link #onRtp} takes it. Turned into the original <em>in place</em>: the array is changed.
     */
    public ReceiveResult onRetransmission(SourcePacket packet, long nowNanos) {
        if (!settings.payloadTypes().isRetransmission(packet.payloadType)) {
            return ReceiveResult.UNKNOWN_PAYLOAD_TYPE;
        }
        if (packet.payloadLength < Retransmission.ORIGINAL_SEQUENCE_LENGTH) {
            return ReceiveResult.PADDING;
        }
        packet.restore(settings.ssrc(), settings.payloadTypes().associated(packet.payloadType));
        return onMedia(packet, true, nowNanos);
    }

    private ReceiveResult onMedia(SourcePacket packet, boolean isRepair, long nowNanos) {
        PayloadFormat format = settings.payloadTypes().format(packet.payloadType);
        if (format == null) {
            return ReceiveResult.UNKNOWN_PAYLOAD_TYPE;
        }
        if (packet.ssrc != settings.ssrc() || !readFacts(packet, format, true)) {
            return ReceiveResult.MALFORMED;
        }
        return place(packet, isRepair, nowNanos);
    }

    /** What payload and dependency descriptor tell of the packet's frame. */
    private boolean readFacts(SourcePacket from, PayloadFormat format, boolean learn) {
        if (!from.readFacts(format)) {
            return false;
        }
        if (from.isPaddingOnly() || !from.has(HeaderExtension.DEPENDENCY_DESCRIPTOR)) {
            return true;
        }
        FrameDescriptions described = descriptions;
        if (described == null) {
            described = new FrameDescriptions();
            descriptions = described;
        }
        return described.read(from, learn);
    }

    /** RFC 3550 §A.1, with the extension to 64 bits instead of a cycle count. */
    private ReceiveResult place(SourcePacket packet, boolean isRepair, long nowNanos) {
        int wireSequence = packet.sequence();
        long highest = window.highest();
        boolean first = highest < 0;
        if (first && isRepair) {
            return ReceiveResult.TOO_OLD;
        }
        long sequence = first ? wireSequence : SerialNumbers.extend16(highest, wireSequence);
        if (!first) {
            boolean behind = window.isTooOld(sequence);
            if (behind && isRepair) {
                return ReceiveResult.TOO_OLD;
            }
            if (behind || sequence - highest > MAX_STEP) {
                if (wireSequence != expectedAfterJump) {
                    expectedAfterJump = (wireSequence + 1) & 0xffff;
                    return behind ? ReceiveResult.TOO_OLD : ReceiveResult.UNCONFIRMED;
                }
                sequence = restart(wireSequence);
            } else if (window.contains(sequence)) {
                duplicates++;
                return ReceiveResult.DUPLICATE;
            }
        }
        expectedAfterJump = -1;
        boolean inOrder = sequence > highest;
        boolean follows = !first && sequence == highest + 1;
        long timestamp =
                first
                        ? packet.timestamp & 0xffff_ffffL
                        : SerialNumbers.extend32(highestTimestamp, packet.timestamp);
        if (follows && timestamp != highestTimestamp && !packet.isPaddingOnly()) {
            packet.startsFrame = true;
        }
        if (inOrder) {
            highestTimestamp = timestamp;
        }
        packet.source = this;
        packet.extendedSequence = sequence;
        packet.extendedTimestamp = timestamp;
        packet.arrivalNanos = nowNanos;
        packet.isRepair = isRepair;
        lastArrivalNanos = nowNanos;
        window.add(sequence);
        statistics.onPacket(sequence, timestamp, packet.length, isRepair, nowNanos);
        repaired += isRepair ? 1 : 0;
        if (settings.nack()) {
            nacks.onPacket(sequence, isRepair, nowNanos);
            if (packet.isKeyframe && packet.startsFrame) {
                nacks.onKeyframe(sequence);
            }
        }
        store.add(packet);
        if (packet.isKeyframe && packet.startsFrame && sequence > keyframeSequence) {
            keyframeSequence = sequence;
            bytesSinceKeyframe = 0;
        }
        bytesSinceKeyframe += packet.length;
        return ReceiveResult.ACCEPTED;
    }

    /**
     * The source began again elsewhere. The new number is the next with these 16 bits that is so
     * far ahead that nothing of the old can be mistaken for the new.
     */
    private long restart(int wireSequence) {
        long highest = window.highest();
        long next = (((highest >> 16) + 1) << 16) + wireSequence;
        long sequence = next - highest > ReceivedWindow.SIZE ? next : next + (1 << 16);
        statistics.onRestart(sequence);
        nacks.reset();
        return sequence;
    }

    /** Sender information of this SSRC (RFC 3550 §6.4.1). */
    public void onSenderReport(long ntp, int rtpTimestamp, long nowNanos) {
        statistics.onSenderReport(ntp, nowNanos);
        if (window.highest() >= 0) {
            reportTimestamp = SerialNumbers.extend32(highestTimestamp, rtpTimestamp);
            reportNanos = clock.onReport(NtpTime.toUnixNanos(ntp), nowNanos);
            hasClock = true;
        }
    }

    /** The round trip to the publisher, whoever measured it; paces retries. */
    public void onRoundTrip(long roundTripNanos) {
        nacks.onRoundTrip(roundTripNanos);
    }

    /** When {@link #writeNack} has something to do; {@link Long#MAX_VALUE} when nothing is due. */
    public long nextDeadlineNanos() {
        return nacks.deadlineNanos();
    }

    /**
     * Writes one generic NACK packet (RFC 4585 §6.2.1) with everything that is due and gives up
     * what is too old.
     *
     * @param limit the end of the room in {@code array}, at least 16 bytes after {@code offset}
     * @return bytes written, 0 when nothing is due
     */
    public int writeNack(byte[] array, int offset, int limit, int senderSsrc, long nowNanos) {
        if (nowNanos < nacks.deadlineNanos()) {
            return 0;
        }
        nackWriter.begin(array, offset, limit, senderSsrc, settings.ssrc());
        nacks.collect(nackWriter, nowNanos);
        return nackWriter.finish();
    }

    /**
     * Whether something was lost beyond repair, so that a keyframe is needed; answering resets it.
     * Never for audio.
     */
    public boolean takeKeyframeRequest() {
        return nacks.takeGaveUp() && settings.format().isVideo();
    }

    /**
     * Writes the 24 bytes of this stream's report block (RFC 3550 §6.4.1) and begins a new report
     * interval. Returns 24, or 0 before the first packet.
     */
    public int writeReportBlock(byte[] array, int offset, long nowNanos) {
        return statistics.writeReportBlock(array, offset, settings.ssrc(), nowNanos);
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
        return window.highest();
    }

    @Override
    public long keyframeSequence() {
        return keyframeSequence;
    }

    @Override
    public long bytesSinceKeyframe() {
        return bytesSinceKeyframe;
    }

    @Override
    public boolean find(long extendedSequence, SourcePacket into) {
        int slot = store.slot(extendedSequence);
        if (slot < 0) {
            return false;
        }
        into.read(store.array(), store.offset(slot), store.length(slot), settings.extensions());
        PayloadFormat format = settings.payloadTypes().format(into.payloadType);
        if (format == null) {
            throw new IllegalStateException("stored a packet of type " + into.payloadType);
        }
        if (!readFacts(into, format, false)) {
            return false; // the structure that described it has been replaced by two others
        }
        into.startsFrame = store.startsFrame(slot);
        into.source = this;
        into.extendedSequence = extendedSequence;
        into.extendedTimestamp = store.extendedTimestamp(slot);
        into.arrivalNanos = store.arrivalNanos(slot);
        into.isRepair = true;
        return true;
    }

    @Override
    public boolean hasClock() {
        return hasClock;
    }

    @Override
    public long captureNanos(long extendedTimestamp) {
        return reportNanos
                + MediaTicks.toNanos(extendedTimestamp - reportTimestamp, settings.clockRateHz());
    }

    @Override
    public long timestampAt(long captureNanos) {
        return reportTimestamp
                + MediaTicks.ofNanos(captureNanos - reportNanos, settings.clockRateHz());
    }

    /** Bytes of RTP accepted, headers included. */
    public long receivedBytes() {
        return statistics.bytes();
    }

    public long receivedPackets() {
        return statistics.packets();
    }

    /** Packets lost so far and not repaired; never negative. */
    public long lostPackets() {
        return statistics.lost();
    }

    /** Packets that arrived twice. */
    public long duplicatePackets() {
        return duplicates;
    }

    /** Packets that came back as a retransmission. */
    public long repairedPackets() {
        return repaired;
    }

    /** Sequence numbers asked for, retries included. */
    public long nackedPackets() {
        return nacks.requested();
    }

    /** Interarrival jitter (RFC 3550 §6.4.1) in nanoseconds. */
    public long jitterNanos() {
        return statistics.jitterNanos();
    }

    /** When the last packet was accepted; {@link Long#MIN_VALUE} before the first. */
    public long lastArrivalNanos() {
        return lastArrivalNanos;
    }
}
