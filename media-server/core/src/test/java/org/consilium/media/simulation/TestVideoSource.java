package org.consilium.media.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/**
 * A VP8 encoder's output without pictures: one simulcast layer at a steady frame rate, keyframes
 * when asked for, packets kept so that they can be sent again. Each packet's payload tells layer,
 * frame and place, so that a receiver can check what it got.
 */
final class TestVideoSource {
    static final int HISTORY = 1024;
    private static final int KEYFRAME_PACKETS = 6;
    private static final int PACKET_PAYLOAD = 1000;

    private final TestTransport transport;
    private final String mid;
    private final String rid;
    private final int layer;
    private final int width;
    private final int packetsPerFrame;
    private final long framePeriodNanos;
    private final int ssrc;
    private final int rtxSsrc;
    private final byte[][] history = new byte[HISTORY][];
    private int sequence;
    private int rtxSequence;
    private int pictureId;
    private int tl0;
    private int frame;
    private long nextFrameNanos;
    private boolean keyframeWanted = true;
    private boolean acknowledged;
    private int keyframes;
    private int keyframeRequests;
    private int retransmissions;

    TestVideoSource(
            TestTransport transport,
            RandomGenerator random,
            String mid,
            String rid,
            int layer,
            int width,
            int packetsPerFrame,
            int framesPerSecond) {
        this.transport = transport;
        this.mid = mid;
        this.rid = rid;
        this.layer = layer;
        this.width = width;
        this.packetsPerFrame = packetsPerFrame;
        this.framePeriodNanos = 1_000_000_000L / framesPerSecond;
        this.ssrc = random.nextInt();
        this.rtxSsrc = random.nextInt();
        this.sequence = random.nextInt(0x8000);
        this.pictureId = random.nextInt(0x8000);
    }

    int layer() {
        return layer;
    }

    int ssrc() {
        return ssrc;
    }

    int frames() {
        return frame;
    }

    int keyframes() {
        return keyframes;
    }

    /** Picture loss indications that arrived. */
    int keyframeRequests() {
        return keyframeRequests;
    }

    int retransmissions() {
        return retransmissions;
    }

    void onPictureLoss() {
        keyframeRequests++;
        keyframeWanted = true;
    }

    /** The receiver has heard of this SSRC: MID and RID need not be sent any more. */
    void onAcknowledged() {
        acknowledged = true;
    }

    void onTick(long nowNanos) {
        if (nextFrameNanos == 0) {
            nextFrameNanos = nowNanos;
        }
        while (nowNanos >= nextFrameNanos) {
            sendFrame(nextFrameNanos);
            nextFrameNanos += framePeriodNanos;
        }
    }

    private void sendFrame(long captureNanos) {
        boolean keyframe = keyframeWanted;
        keyframeWanted = false;
        int packets = keyframe ? KEYFRAME_PACKETS * (layer + 1) : packetsPerFrame;
        if (keyframe) {
            keyframes++;
        }
        tl0 = (tl0 + 1) & 0xff;
        pictureId = (pictureId + 1) & 0x7fff;
        int timestamp = (int) (captureNanos * 9 / 100_000);
        for (int i = 0; i < packets; i++) {
            byte[] packet = new byte[1500];
            int at = header(packet, 96, ssrc, sequence, timestamp, i == packets - 1, false);
            int payload = at;
            packet[at++] = (byte) (0x80 | (i == 0 ? 0x10 : 0)); // X, S
            packet[at++] = (byte) 0xe0; // I, L, T
            BigEndian.putU16(packet, at, 0x8000 | pictureId);
            at += 2;
            packet[at++] = (byte) tl0;
            packet[at++] = 0x00; // TID 0
            if (i == 0) {
                packet[at] = (byte) (keyframe ? 0x10 : 0x11);
                if (keyframe) {
                    packet[at + 3] = (byte) 0x9d;
                    packet[at + 4] = 0x01;
                    packet[at + 5] = 0x2a;
                    packet[at + 6] = (byte) width;
                    packet[at + 7] = (byte) (width >> 8);
                    packet[at + 8] = (byte) (width * 9 / 16);
                    packet[at + 9] = (byte) ((width * 9 / 16) >> 8);
                }
            }
            at += 10;
            BigEndian.putI32(packet, at, frame);
            packet[at + 4] = (byte) layer;
            packet[at + 5] = (byte) i;
            packet[at + 6] = (byte) packets;
            packet[at + 7] = (byte) (keyframe ? 1 : 0);
            int length = Math.max(at + 8, payload + PACKET_PAYLOAD);
            byte[] kept = Arrays.copyOf(packet, length);
            history[sequence & (HISTORY - 1)] = kept;
            transport.sendRtp(kept, length);
            sequence = (sequence + 1) & 0xffff;
        }
        frame++;
    }

    private int header(
            byte[] packet,
            int payloadType,
            int packetSsrc,
            int packetSequence,
            int timestamp,
            boolean marker,
            boolean retransmission) {
        // The server reports on media only, so retransmissions never cease to say whose they are.
        boolean plain = acknowledged && !retransmission;
        packet[0] = (byte) (plain ? 0x80 : 0x90);
        packet[1] = (byte) (payloadType | (marker ? 0x80 : 0));
        BigEndian.putU16(packet, 2, packetSequence);
        BigEndian.putI32(packet, 4, timestamp);
        BigEndian.putI32(packet, 8, packetSsrc);
        if (plain) {
            return 12;
        }
        BigEndian.putU16(packet, 12, 0xbede);
        int at = 16;
        at = extension(packet, at, 4, mid);
        if (!rid.isEmpty()) {
            at = extension(packet, at, retransmission ? 11 : 10, rid);
        }
        int words = (at - 16 + 3) / 4;
        BigEndian.putU16(packet, 14, words);
        return 16 + words * 4;
    }

    private static int extension(byte[] packet, int at, int id, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        packet[at] = (byte) (id << 4 | (bytes.length - 1));
        System.arraycopy(bytes, 0, packet, at + 1, bytes.length);
        return at + 1 + bytes.length;
    }

    /** Sends a packet again, as a retransmission (RFC 4588 §4). */
    void onNack(int lostSequence) {
        byte[] original = history[lostSequence & (HISTORY - 1)];
        if (original == null || BigEndian.u16(original, 2) != lostSequence) {
            return;
        }
        int originalHeader = (original[0] & 0x10) == 0 ? 12 : 16 + BigEndian.u16(original, 14) * 4;
        byte[] packet = new byte[1600];
        int at =
                header(
                        packet,
                        97,
                        rtxSsrc,
                        rtxSequence,
                        BigEndian.i32(original, 4),
                        (original[1] & 0x80) != 0,
                        true);
        rtxSequence = (rtxSequence + 1) & 0xffff;
        BigEndian.putU16(packet, at, lostSequence);
        int payload = original.length - originalHeader;
        System.arraycopy(original, originalHeader, packet, at + 2, payload);
        transport.sendRtp(packet, at + 2 + payload);
        retransmissions++;
    }
}
