package org.consilium.media.send;

import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.SerialNumbers;
import org.consilium.media.rtcp.RtcpWriter;
import org.consilium.media.rtp.FrameDescriptions;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionPlan;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.Retransmission;
import org.consilium.media.rtp.RtpPacket;
import org.consilium.media.rtp.RtpSource;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.rtp.Vp8Descriptor;
import org.consilium.media.rtp.Vp9Descriptor;
import org.consilium.media.time.MediaTicks;
import org.consilium.media.time.NtpTime;
import org.jspecify.annotations.Nullable;

/**
 * One outgoing stream to one receiver, with an SSRC of its own for its whole life.
 *
 * <p>Whatever source feeds it, the receiver sees one stream: sequence numbers without a gap but
 * those of packets that may still come, timestamps that follow capture time and never go back,
 * picture ids and frame numbers of one encoder. No outgoing sequence number is ever written twice:
 * with AES-GCM a second packet of the same number would reuse a nonce and give the authentication
 * key away (RFC 7714 §10.2).
 *
 * <p>Single writer: the room's loop. The owner chooses what is forwarded by {@link #switchTo},
 * {@link #stop} and {@link #maxTemporalLayer}; hands every packet of a source that this stream
 * {@link #accepts} to {@link #write}, also padding and also late ones; and encrypts and sends what
 * was written.
 */
public final class SendStream {
    /** The largest growth of a packet: header extensions and the OSN of a retransmission. */
    public static final int MAX_OVERHEAD = 64;

    /** Packets of video that can be repaired or placed late: 1 s at 5 Mbit/s; 14 KiB in all. */
    private static final int VIDEO_SLOTS = 512;

    /** 1.3 s at 20 ms. */
    private static final int AUDIO_SLOTS = 64;

    /** What a new receiver is given at once: 1 s of 1.5 Mbit/s, 10 s of a small layer. */
    private static final int MAX_HISTORY_BYTES = 192 * 1024;

    private static final int MAX_HISTORY_PACKETS = 384;

    /** Packets that may still be on their way back to us when history is taken up. */
    private static final int HISTORY_IN_REPAIR = 32;

    /** Repairs of one packet are at least this far apart, also on a local network. */
    private static final long MIN_REPAIR_SPACING_NANOS = 10_000_000;

    /** A round trip beyond this is a forged or stale report. */
    private static final long MAX_ROUND_TRIP_NANOS = 10_000_000_000L;

    private final SendStreamSettings settings;
    private final int slots;
    private final HeaderExtensionPlan extensions;
    private final SequenceMap sequences;
    private final SentPackets sent;
    private final PictureIds pictureIds = new PictureIds();
    private final LayerFilter layers;
    private final Timeline timeline;
    private final SourcePacket scratch = new SourcePacket();

    private @Nullable RtpSource current;
    private @Nullable RtpSource next;

    /** The epoch of the last packet written; outlives {@link #stop}. */
    private @Nullable Epoch epoch;

    private int lastPictureId = -1;
    private int lastTl0 = -1;
    private int lastFrameNumber = -1;
    private int lastKeyIndex = -1;
    private int retransmissionSequence;

    /** Packets of the current source that came before the first one, to be written after it. */
    private long backlogNext;

    private long backlogEnd = -1;

    private boolean heardOf;
    private int fractionLost;
    private int cumulativeLost;
    private int reportedHighest;
    private long missingWhenReported;
    private int reportedSequence = -1;
    private long receiverJitterTicks;
    private long roundTripNanos;

    private long packets;
    private long bytes;
    private long payloadBytes;
    private long repairs;
    private long repairBytes;
    private long refusedRepairs;

    public SendStream(SendStreamSettings settings, RandomGenerator random) {
        this.settings = settings;
        slots = settings.format().isVideo() ? VIDEO_SLOTS : AUDIO_SLOTS;
        extensions =
                new HeaderExtensionPlan(
                        settings.extensions(), settings.mixedExtensions(), settings.mid());
        layers = new LayerFilter(settings.format().isVideo());
        sequences = new SequenceMap(slots);
        // RFC 3711 §3.3.1: in the lower half, so that early loss cannot confuse the rollover count
        sent = new SentPackets(slots, 1 + random.nextInt(0x7fff));
        timeline = new Timeline(settings.clockRateHz(), random.nextInt());
        retransmissionSequence = random.nextInt(0x8000);
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
     *
     * <p>A frame of the current source that has not come whole by then stays cut off: a receiver
     * drops it when it has the keyframe, and to wait for its repair would hold up every frame after
     * it.
     */
    public void switchTo(RtpSource source) {
        next = source == current ? null : source;
    }

    /** Forwards nothing until the next {@link #switchTo}: paused, muted or unpublished. */
    public void stop() {
        current = null;
        next = null;
        backlogEnd = -1;
    }

    /** Whether packets of this source are to be handed to {@link #write}. */
    public boolean accepts(RtpSource source) {
        return source == current || source == next;
    }

    /** The source being forwarded, null when none. */
    public @Nullable RtpSource source() {
        return current;
    }

    /** The source being switched to, null when none. */
    public @Nullable RtpSource nextSource() {
        return next;
    }

    /**
     * Whether {@link #nextSource()}, or a higher spatial layer, waits for a keyframe: the owner
     * asks its publisher for one.
     */
    public boolean needsKeyframe() {
        return settings.format().isVideo()
                && (next != null || (current != null && layers.spatial() < layers.targetSpatial()));
    }

    /**
     * The highest temporal layer to forward. Lower takes effect at the next frame, higher where the
     * layer can be joined.
     */
    public void maxTemporalLayer(int temporalId) {
        layers.target(layers.targetSpatial(), temporalId);
    }

    /**
     * The highest spatial layer to forward of a source that has several in one stream (SVC). Lower
     * takes effect at the next picture, higher where the layer can be joined: mostly a keyframe.
     */
    public void maxSpatialLayer(int spatialId) {
        layers.target(spatialId, layers.targetTemporal());
    }

    /** The highest spatial layer that passes at present. */
    public int spatialLayer() {
        return layers.spatial();
    }

    /**
     * Writes the receiver's version of a packet, in plain text. {@code array} must have room for
     * the source packet's length and {@link #MAX_OVERHEAD}.
     *
     * @return bytes written, −1 when the receiver gets nothing of this packet
     */
    public int write(SourcePacket packet, byte[] array, int offset) {
        RtpSource source = packet.source;
        if (source == null) {
            return -1;
        }
        if (source == next && canStartAt(packet)) {
            begin(packet, source, packet.timestamp);
        } else if (source != current) {
            return -1;
        }
        Epoch now = epoch;
        if (now == null || packet.extendedSequence < now.firstSequence()) {
            return -1;
        }
        long ahead = packet.extendedSequence - sequences.highest();
        if (ahead <= 0) {
            return writeLate(packet, now, array, offset);
        }
        if (ahead > slots / 2) {
            // So much is missing that there is nothing to continue.
            next = source;
            current = null;
            if (!canStartAt(packet)) {
                return -1;
            }
            now = begin(packet, source, packet.timestamp);
            ahead = 1;
        }
        for (; ahead > 1; ahead--) {
            sequences.append(sent.reserve(now, sequences.highest() + 1));
        }
        return writeInOrder(packet, now, array, offset);
    }

    /**
     * Forwards {@code source} from its last keyframe on, out of its history, so that a new receiver
     * sees a picture without a keyframe being asked for. The frames of history are drawn together
     * in time, or the receiver would show them at their own pace and be late ever after. Call
     * {@link #writeBacklog} until it answers −1.
     *
     * @return bytes written of the first packet, −1 when the history is too long, too old for what
     *     was sent before, or incomplete: then nothing has changed
     */
    public int startFromHistory(RtpSource source, byte[] array, int offset) {
        long first = source.keyframeSequence();
        long last = source.highestSequence();
        if (!settings.format().isVideo()
                || first < 0
                || last - first >= MAX_HISTORY_PACKETS
                || source.bytesSinceKeyframe() > MAX_HISTORY_BYTES
                || !source.find(last, scratch)) {
            return -1;
        }
        int liveTimestamp = scratch.timestamp;
        for (long sequence = first + 1; sequence < last - HISTORY_IN_REPAIR; sequence++) {
            if (!source.find(sequence, scratch)) {
                return -1;
            }
        }
        if (!source.find(first, scratch)
                || !canStartAt(scratch)
                || !timeline.isNews(scratch.arrivalNanos)) {
            return -1;
        }
        return writeInOrder(scratch, begin(scratch, source, liveTimestamp), array, offset);
    }

    /**
     * Whether packets of the source came before the one that {@link #write} started with, which was
     * late: the owner calls {@link #writeBacklog} until it answers −1.
     */
    public boolean hasBacklog() {
        return current != null && backlogNext <= backlogEnd;
    }

    /** Writes the next packet of the backlog as {@link #write} does; −1 when there is none left. */
    public int writeBacklog(byte[] array, int offset) {
        while (hasBacklog() && current != null) {
            long sequence = backlogNext++;
            if (current.find(sequence, scratch)) {
                int length = write(scratch, array, offset);
                if (length > 0) {
                    return length;
                }
            }
        }
        return -1;
    }

    private boolean canStartAt(SourcePacket packet) {
        return !packet.isPaddingOnly()
                && (!settings.format().isVideo() || (packet.isKeyframe && packet.startsFrame));
    }

    private Epoch begin(SourcePacket packet, RtpSource source, int liveTimestamp) {
        timeline.begin(packet, source, epoch);
        Epoch begun =
                new Epoch(
                        source,
                        packet.extendedSequence,
                        timeline.offset(),
                        timeline.delay(),
                        liveTimestamp,
                        lastPictureId < 0 ? 0 : lastPictureId + 1 - Math.max(0, packet.pictureId),
                        lastTl0 < 0 ? 0 : lastTl0 + 1 - Math.max(0, packet.tl0PictureIndex),
                        lastKeyIndex < 0 ? 0 : lastKeyIndex + 1 - Math.max(0, packet.keyIndex),
                        lastFrameNumber < 0 ? 0 : lastFrameNumber + 1 - frameNumber(packet));
        epoch = begun;
        current = source;
        next = null;
        sequences.begin(packet.extendedSequence);
        layers.begin();
        pictureIds.begin(packet);
        backlogNext = packet.extendedSequence + 1;
        backlogEnd = source.highestSequence();
        return begun;
    }

    /** The frame number of its dependency descriptor, 0 when it has none. */
    private static int frameNumber(SourcePacket packet) {
        return packet.has(HeaderExtension.DEPENDENCY_DESCRIPTOR) ? packet.frameKey : 0;
    }

    private int writeInOrder(SourcePacket packet, Epoch now, byte[] array, int offset) {
        int payloadType = payloadType(packet);
        boolean leaveOut = packet.isPaddingOnly() || payloadType < 0;
        int pictureId = 0;
        if (!leaveOut) {
            leaveOut = layers.leavesOut(packet);
            if (isVp8(packet)) {
                leaveOut = !pictureIds.place(packet, leaveOut);
                pictureId = pictureIds.find(packet);
            }
        }
        if (leaveOut) {
            sequences.leaveOut();
            return -1;
        }
        long outgoing = sent.reserve(now, packet.extendedSequence);
        sequences.append(outgoing);
        timeline.onSent(now.timestamp(packet.timestamp), packet.arrivalNanos);
        if (packet.format == PayloadFormat.VP9 && packet.pictureId >= 0) {
            lastPictureId = (packet.pictureId + now.pictureIdOffset()) & 0x7fff;
        }
        if (packet.has(HeaderExtension.DEPENDENCY_DESCRIPTOR)) {
            lastFrameNumber = (packet.frameKey + now.frameNumberOffset()) & 0xffff;
        }
        if (packet.tl0PictureIndex >= 0) {
            lastTl0 = (packet.tl0PictureIndex + now.tl0Offset()) & 0xff;
        }
        if (packet.keyIndex >= 0) {
            lastKeyIndex = (packet.keyIndex + now.keyIndexOffset()) & 0x1f;
        }
        return writeMedia(packet, now, outgoing, payloadType, pictureId, array, offset);
    }

    /**
     * A packet that others overtook goes to the place that was kept for it. When its frame is left
     * out after all the place is filled with padding, or the receiver would go on asking for it.
     */
    private int writeLate(SourcePacket packet, Epoch now, byte[] array, int offset) {
        long outgoing = sequences.find(packet.extendedSequence, sent.highest());
        int payloadType = payloadType(packet);
        if (outgoing < 0 || payloadType < 0 || !sent.isOpen(outgoing)) {
            return -1;
        }
        int pictureId = isVp8(packet) ? pictureIds.find(packet) : 0;
        boolean leftOut = isVp8(packet) ? pictureId < 0 : layers.leftOut(packet);
        if (packet.isPaddingOnly() || leftOut) {
            return writeEmpty(packet, now, outgoing, payloadType, array, offset);
        }
        return writeMedia(packet, now, outgoing, payloadType, pictureId, array, offset);
    }

    private int writeMedia(
            SourcePacket packet,
            Epoch now,
            long outgoing,
            int payloadType,
            int pictureId,
            byte[] array,
            int offset) {
        boolean marker = layers.endsPicture(packet);
        int payload =
                writeHeader(
                        packet,
                        now,
                        marker,
                        payloadType,
                        (int) outgoing,
                        settings.ssrc(),
                        array,
                        offset);
        int payloadLength = writePayload(packet, now, pictureId, array, payload);
        sent.onSent(outgoing, pictureId, marker);
        int length = payload + payloadLength - offset;
        count(length, payloadLength);
        return length;
    }

    /** A packet of one byte of padding (RFC 3550 §5.1). */
    private int writeEmpty(
            SourcePacket packet,
            Epoch now,
            long outgoing,
            int payloadType,
            byte[] array,
            int offset) {
        int end =
                writeHeader(
                        packet,
                        now,
                        false,
                        payloadType,
                        (int) outgoing,
                        settings.ssrc(),
                        array,
                        offset);
        RtpPacket.markPadded(array, offset);
        array[end] = 1;
        sent.onSentEmpty(outgoing);
        count(end + 1 - offset, 0);
        return end + 1 - offset;
    }

    private void count(int length, int payloadLength) {
        packets++;
        bytes += length;
        payloadBytes += payloadLength;
    }

    /** Writes header and extensions; answers where the payload goes. */
    private int writeHeader(
            SourcePacket packet,
            Epoch now,
            boolean marker,
            int payloadType,
            int sequence,
            int ssrc,
            byte[] array,
            int offset) {
        int extension = offset + RtpPacket.FIXED_HEADER_LENGTH;
        int extensionLength = extensions.write(packet, array, extension, !heardOf);
        if (extensions.dependencyDescriptorOffset() >= 0) {
            FrameDescriptions.shiftFrameNumber(
                    array, extensions.dependencyDescriptorOffset(), now.frameNumberOffset());
        }
        RtpPacket.writeFixedHeader(
                array,
                offset,
                extensionLength > 0,
                marker,
                payloadType,
                sequence,
                now.timestamp(packet.timestamp),
                ssrc);
        return extension + extensionLength;
    }

    /** Writes the payload under the numbers of the outgoing stream; answers its length. */
    private int writePayload(SourcePacket packet, Epoch now, int pictureId, byte[] array, int at) {
        if (isStripped(packet)) {
            System.arraycopy(packet.array, packet.primaryOffset, array, at, packet.primaryLength);
            return packet.primaryLength;
        }
        System.arraycopy(packet.array, packet.payloadOffset, array, at, packet.payloadLength);
        if (packet.format == PayloadFormat.VP8) {
            Vp8Descriptor.rewrite(
                    array,
                    at,
                    pictureId,
                    packet.tl0PictureIndex + now.tl0Offset(),
                    packet.keyIndex + now.keyIndexOffset());
        } else if (packet.format == PayloadFormat.VP9) {
            Vp9Descriptor.rewrite(
                    array,
                    at,
                    packet.pictureId + now.pictureIdOffset(),
                    packet.tl0PictureIndex + now.tl0Offset());
        }
        return packet.payloadLength;
    }

    private static boolean isVp8(SourcePacket packet) {
        return packet.format == PayloadFormat.VP8 && packet.pictureId >= 0;
    }

    /** The receiver's payload type for a packet, −1 when it cannot take it. */
    private int payloadType(SourcePacket packet) {
        return settings.payloadTypes()[
                isStripped(packet) ? packet.primaryType : packet.payloadType];
    }

    /** Whether the receiver takes no RED and is given the primary block of it (RFC 2198 §3). */
    private boolean isStripped(SourcePacket packet) {
        return packet.primaryType >= 0 && settings.payloadTypes()[packet.payloadType] < 0;
    }

    /**
     * Where the packet written last wants its transport-wide sequence number (two bytes, absolute
     * position), −1 when the receiver did not negotiate it. Whoever sends fills it in.
     */
    public int transportSequenceOffset() {
        return extensions.transportSequenceOffset();
    }

    /**
     * Writes again, as a retransmission with SSRC, payload type and sequence of its own (RFC 4588),
     * a packet that the receiver reported lost. Without a negotiated retransmission type nothing is
     * repaired: a plain copy is not possible under AES-GCM unless it were equal to the last bit.
     *
     * @param sequence our sequence number, as in the NACK
     * @return bytes written, −1 when it is gone, was never sent, cannot be repaired, or was
     *     repaired too recently or too often
     */
    public int writeRepair(int sequence, byte[] array, int offset, long nowNanos) {
        int length = repair(sequence, array, offset, nowNanos);
        if (length < 0) {
            refusedRepairs++;
        } else {
            repairs++;
            repairBytes += length;
        }
        return length;
    }

    private int repair(int sequence, byte[] array, int offset, long nowNanos) {
        long outgoing = SerialNumbers.extend16(sent.highest(), sequence);
        long spacing = Math.max(MIN_REPAIR_SPACING_NANOS, roundTripNanos);
        if (!settings.nack() || !sent.takeRepair(outgoing, spacing, nowNanos)) {
            return -1;
        }
        Epoch then = sent.epoch(outgoing);
        if (then == null) {
            return -1;
        }
        RtpSource source = then.source();
        long sourceSequence =
                SerialNumbers.extend32(source.highestSequence(), sent.sourceSequence(outgoing));
        if (!source.find(sourceSequence, scratch)) {
            return -1;
        }
        int payloadType = payloadType(scratch);
        int retransmissionType = payloadType < 0 ? -1 : settings.retransmissionTypes()[payloadType];
        if (retransmissionType < 0) {
            return -1;
        }
        boolean empty = sent.wasEmpty(outgoing);
        int originalSequence =
                writeHeader(
                        scratch,
                        then,
                        sent.wasMarked(outgoing),
                        retransmissionType,
                        retransmissionSequence++,
                        settings.retransmissionSsrc(),
                        array,
                        offset);
        BigEndian.putU16(array, originalSequence, (int) outgoing);
        int payload = originalSequence + Retransmission.ORIGINAL_SEQUENCE_LENGTH;
        if (empty) {
            return payload - offset;
        }
        return payload
                + writePayload(scratch, then, sent.pictureId(outgoing), array, payload)
                - offset;
    }

    /**
     * Writes a sender report without report blocks (RFC 3550 §6.4.1), 28 bytes: the publisher's
     * clock, moved by a constant that all of its streams share, so that sound and picture of one
     * publisher stay together.
     *
     * @param ntpNow the NTP timestamp of {@code nowNanos}
     * @return bytes written, 0 while nothing is forwarded or the publisher's clock is unknown
     */
    public int writeSenderReport(byte[] array, int offset, long nowNanos, long ntpNow) {
        Epoch now = epoch;
        if (now == null || current == null || !now.source().hasClock()) {
            return 0;
        }
        int timestamp = (int) now.source().timestampAt(nowNanos) + now.timestampOffset();
        return RtcpWriter.writeSenderReport(
                array, offset, settings.ssrc(), ntpNow, timestamp, packets, payloadBytes);
    }

    /**
     * The receiver's report about this stream; parameters as in RFC 3550 §6.4.1.
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
        heardOf = true;
        this.fractionLost = fractionLost;
        this.cumulativeLost = cumulativeLost;
        reportedSequence = highestSequence & 0xffff;
        reportedHighest = highestSequence;
        missingWhenReported = sent.missing(packets);
        receiverJitterTicks = jitter;
        if (lastSenderReport != 0) {
            int compact = NtpTime.compact(ntpNow) - lastSenderReport - delaySinceLastSenderReport;
            if (compact >= 0) {
                onRoundTrip(NtpTime.compactToNanos(compact));
            }
        }
    }

    /** The round trip to the receiver, whoever measured it; spaces repairs of one packet. */
    public void onRoundTrip(long measuredNanos) {
        if (measuredNanos >= 0 && measuredNanos <= MAX_ROUND_TRIP_NANOS) {
            roundTripNanos = measuredNanos;
        }
    }

    /** The last measured round trip in nanoseconds, 0 before the first. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** Lost share in the receiver's last report, in 1/256. */
    public int fractionLost() {
        return fractionLost;
    }

    /** Packets lost according to the receiver's last report; repairs can make it negative. */
    public int cumulativeLost() {
        return cumulativeLost;
    }

    /**
     * The highest of our sequence numbers that the receiver reported, −1 before its first report.
     */
    public int reportedSequence() {
        return reportedSequence;
    }

    /** The receiver's last report: its highest sequence number with cycles (RFC 3550 §6.4.1). */
    public int reportedHighest() {
        return reportedHighest;
    }

    /**
     * Numbers we had given out by the time of that report for packets that have never come from the
     * publisher: the receiver counts them as lost, but they were not lost on its path.
     */
    public long missingWhenReported() {
        return missingWhenReported;
    }

    /** Jitter in the receiver's last report. */
    public long receiverJitterNanos() {
        return MediaTicks.toNanos(receiverJitterTicks, settings.clockRateHz());
    }

    /** RTP packets written, repairs excluded. */
    public long sentPackets() {
        return packets;
    }

    /** RTP bytes written, headers included, repairs excluded. */
    public long sentBytes() {
        return bytes;
    }

    public long repairedPackets() {
        return repairs;
    }

    public long repairBytes() {
        return repairBytes;
    }

    /** Requests for repair that could not or should not be met. */
    public long refusedRepairs() {
        return refusedRepairs;
    }
}
