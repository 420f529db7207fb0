package org.consilium.perf.load.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.rtp.RtpPacket;

/**
 * One simulcast layer of a camera: frames of recorded sizes in VP8 packets (RFC 7741), keyframes
 * when asked for, packets again when asked for (RFC 4588).
 *
 * <p>A packet is not kept to be sent again but made again from what is remembered of it, some tens
 * of bytes. Frames leave as libwebrtc's pacer lets them: at two and a half times the bitrate, in
 * bursts of 40 ms of that ({@code PacingController::kDefaultBurstInterval}), hence most frames at
 * once and only keyframes spread.
 */
final class VideoSender {
    static final int PAYLOAD_TYPE = 96;
    static final int RETRANSMISSION_TYPE = 97;
    static final int FRAMES_PER_SECOND = 30;

    private static final long FRAME_NANOS = 1_000_000_000L / FRAMES_PER_SECOND;
    private static final double PACING_FACTOR = 2.5;
    private static final double BURST_SECONDS = 0.04;

    /** With headers and SRTP's tag a datagram of 1200 bytes or a little less, as libwebrtc's. */
    private static final int MAX_CONTENT = 1120;

    private static final int MIN_CONTENT = PayloadStamp.FRAME_HEADER_LENGTH + PayloadStamp.LENGTH;

    /** Three seconds of the largest layer, more than anybody asks back. */
    private static final int HISTORY = 1024;

    private static final int STARTS_FRAME = 1;
    private static final int ENDS_FRAME = 2;
    private static final int KEYFRAME = 4;
    private static final int LAYER_SYNC = 8;

    private final MediaTransport transport;
    private final LayerKind kind;
    private final FrameTrace trace;
    private final byte[] mid;
    private final byte[] rid;
    private final int ssrc;
    private final int retransmissionSsrc;
    private final double bytesPerNano;
    private final double burstBytes;
    private final byte[] packet = new byte[MAX_CONTENT + 128];

    private final int[] contentLengths = new int[HISTORY];
    private final int[] flags = new int[HISTORY];
    private final int[] temporalLayers = new int[HISTORY];
    private final int[] timestamps = new int[HISTORY];
    private final int[] pictureIds = new int[HISTORY];
    private final int[] tl0PictureIndexes = new int[HISTORY];
    private final long[] stamps = new long[HISTORY];
    private final int[] numbers = new int[HISTORY];

    private final int[] deltaIndexes = new int[3];
    private int keyframeIndex;
    private int sinceKeyframe;
    private int pictureId;
    private int tl0PictureIndex;
    private int timestamp;

    /** The next number to send, and the next to be made: in between is what the pacer holds. */
    private int sendSequence;

    private int madeSequence;
    private int retransmissionSequence;
    private double debtBytes;
    private long pacedNanos;
    private long nextFrameNanos;
    private boolean keyframeWanted = true;
    private boolean acknowledged;
    private long packets;
    private long octets;

    VideoSender(MediaTransport transport, LayerKind kind, String mid, RandomGenerator random) {
        this.transport = transport;
        this.kind = kind;
        this.trace = FrameTrace.of(kind.trace());
        this.mid = mid.getBytes(StandardCharsets.US_ASCII);
        this.rid = kind.rid().getBytes(StandardCharsets.US_ASCII);
        ssrc = random.nextInt();
        retransmissionSsrc = random.nextInt();
        sendSequence = random.nextInt(0x8000);
        madeSequence = sendSequence;
        retransmissionSequence = random.nextInt(0x8000);
        pictureId = random.nextInt(0x8000);
        timestamp = random.nextInt();
        keyframeIndex = random.nextInt(1000);
        for (int i = 0; i < deltaIndexes.length; i++) {
            deltaIndexes[i] = random.nextInt(1000);
        }
        bytesPerNano = PACING_FACTOR * trace.bitrateBps(FRAMES_PER_SECOND) / 8 / 1e9;
        burstBytes = bytesPerNano * 1e9 * BURST_SECONDS;
        Arrays.fill(numbers, -1);
    }

    int ssrc() {
        return ssrc;
    }

    int retransmissionSsrc() {
        return retransmissionSsrc;
    }

    LayerKind kind() {
        return kind;
    }

    /** Begins a little later, so that not all cameras take their pictures at one moment. */
    void start(long nowNanos, long phaseNanos) {
        nextFrameNanos = nowNanos + phaseNanos % FRAME_NANOS;
    }

    void onTick(long nowNanos) {
        if (nextFrameNanos != 0 && nowNanos >= nextFrameNanos) {
            makeFrame();
            // A loop that was late does not make up for frames: a camera would have dropped them.
            long missed = (nowNanos - nextFrameNanos) / FRAME_NANOS;
            nextFrameNanos += (missed + 1) * FRAME_NANOS;
            timestamp += (int) (missed + 1) * (90_000 / FRAMES_PER_SECOND);
        }
        debtBytes = Math.max(0, debtBytes - (nowNanos - pacedNanos) * bytesPerNano);
        pacedNanos = nowNanos;
        while (sendSequence != madeSequence && debtBytes < burstBytes) {
            int slot = sendSequence & (HISTORY - 1);
            stamps[slot] = System.nanoTime();
            int length = build(slot, sendSequence, false);
            debtBytes += length;
            packets++;
            octets += length;
            transport.sendRtp(packet, length);
            sendSequence = (sendSequence + 1) & 0xffff;
        }
    }

    private void makeFrame() {
        boolean keyframe = keyframeWanted;
        keyframeWanted = false;
        sinceKeyframe = keyframe ? 0 : sinceKeyframe + 1;
        int temporalLayer = trace.temporalLayer(sinceKeyframe);
        int bytes =
                keyframe
                        ? trace.keyframeBytes(keyframeIndex++)
                        : trace.deltaBytes(temporalLayer, deltaIndexes[temporalLayer]++);
        pictureId = (pictureId + 1) & 0x7fff;
        if (temporalLayer == 0) {
            tl0PictureIndex = (tl0PictureIndex + 1) & 0xff;
        }
        int count = Math.max(1, (bytes + MAX_CONTENT - 1) / MAX_CONTENT);
        for (int i = 0; i < count; i++) {
            int slot = madeSequence & (HISTORY - 1);
            contentLengths[slot] = Math.max(MIN_CONTENT, bytes / count);
            boolean sync = !keyframe && sinceKeyframe % 4 != 0 && sinceKeyframe % 4 != 3;
            flags[slot] =
                    (i == 0 ? STARTS_FRAME : 0)
                            | (i == count - 1 ? ENDS_FRAME : 0)
                            | (keyframe ? KEYFRAME : 0)
                            | (sync ? LAYER_SYNC : 0);
            temporalLayers[slot] = temporalLayer;
            timestamps[slot] = timestamp;
            pictureIds[slot] = pictureId;
            tl0PictureIndexes[slot] = tl0PictureIndex;
            numbers[slot] = madeSequence;
            madeSequence = (madeSequence + 1) & 0xffff;
        }
    }

    void onPictureLoss() {
        keyframeWanted = true;
    }

    /** The receiver has heard of this SSRC: MID and RID need not be told any more. */
    void onAcknowledged() {
        acknowledged = true;
    }

    /** Sends a packet again; false when it is not remembered. */
    boolean onNack(int lostSequence) {
        int slot = lostSequence & (HISTORY - 1);
        int behind = (sendSequence - lostSequence) & 0xffff;
        if (numbers[slot] != lostSequence || behind == 0 || behind > HISTORY) {
            return false;
        }
        transport.sendRtp(packet, build(slot, lostSequence, true));
        return true;
    }

    /** The packet of a slot, in {@link #packet}; answers its length. */
    private int build(int slot, int sequence, boolean again) {
        int has = flags[slot];
        boolean tells = again || !acknowledged;
        RtpPacket.writeFixedHeader(
                packet,
                0,
                true,
                (has & ENDS_FRAME) != 0,
                again ? RETRANSMISSION_TYPE : PAYLOAD_TYPE,
                again ? retransmissionSequence : sequence,
                timestamps[slot],
                again ? retransmissionSsrc : ssrc);
        int at = RtpPacket.FIXED_HEADER_LENGTH + 4;
        at = transport.writeTransportSequence(packet, at);
        if (tells) {
            at = writeExtension(at, ClientDescriptions.MID_ID, mid);
            if (rid.length > 0) {
                at =
                        writeExtension(
                                at,
                                again
                                        ? ClientDescriptions.REPAIRED_RID_ID
                                        : ClientDescriptions.RID_ID,
                                rid);
            }
        }
        at = ExtensionBlock.finish(packet, RtpPacket.FIXED_HEADER_LENGTH, at);
        if (again) {
            retransmissionSequence = (retransmissionSequence + 1) & 0xffff;
            BigEndian.putU16(packet, at, sequence);
            at += 2;
        }
        boolean starts = (has & STARTS_FRAME) != 0;
        packet[at] = (byte) (0x80 | (starts ? 0x10 : 0)); // X, S
        packet[at + 1] = (byte) (trace.hasTemporalLayers() ? 0xe0 : 0xc0); // I, L, T
        BigEndian.putU16(packet, at + 2, 0x8000 | pictureIds[slot]);
        packet[at + 4] = (byte) tl0PictureIndexes[slot];
        at += 5;
        if (trace.hasTemporalLayers()) {
            packet[at++] =
                    (byte) ((temporalLayers[slot] << 6) | ((has & LAYER_SYNC) != 0 ? 0x20 : 0));
        }
        if (starts) {
            writeFrameHeader(at, (has & KEYFRAME) != 0);
        }
        PayloadStamp.write(packet, at + PayloadStamp.FRAME_HEADER_LENGTH, stamps[slot]);
        return at + contentLengths[slot];
    }

    /** RFC 6386 §9.1. */
    private void writeFrameHeader(int at, boolean keyframe) {
        packet[at] = (byte) (keyframe ? 0x10 : 0x11);
        if (keyframe) {
            BigEndian.putU24(packet, at + 3, 0x9d012a);
            packet[at + 6] = (byte) kind.width();
            packet[at + 7] = (byte) (kind.width() >> 8);
            packet[at + 8] = (byte) kind.height();
            packet[at + 9] = (byte) (kind.height() >> 8);
        }
    }

    private int writeExtension(int at, int id, byte[] value) {
        packet[at] = (byte) ((id << 4) | (value.length - 1));
        System.arraycopy(value, 0, packet, at + 1, value.length);
        return at + 1 + value.length;
    }

    /** The newest timestamp, for sender reports. */
    int timestamp() {
        return timestamp;
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }
}
