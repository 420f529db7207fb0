package org.consilium.media.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/**
 * A VP8 encoder as a publisher runs it, without the pictures: frames of random size in packets of
 * at most 1100 bytes of payload, three temporal layers (0 2 1 2), keyframes on request. Behind the
 * descriptor and frame header each packet carries the frame's number and its own within the frame.
 */
public final class Vp8Camera {
    public static final int DESCRIPTOR_LENGTH = 6;

    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int FRAME_HEADER_LENGTH = 10;
    private static final int PACKET_PAYLOAD = 1_100;

    private final int ssrc;
    private final int payloadType;
    private final int width;
    private final int height;
    private final int frameBytes;
    private final RandomGenerator random;
    private final int timestampOffset;

    private int sequence;
    private int pictureId;
    private int tl0PictureIndex;
    private int keyIndex;
    private int frameNumber;
    private int patternIndex;
    private boolean keyframeWanted = true;
    private int keyframes;
    private int retransmissionSequence;

    /**
     * @param frameBytes mean size of a frame; a keyframe has four times as much
     */
    public Vp8Camera(int ssrc, int payloadType, int width, int height, int frameBytes, long seed) {
        this.ssrc = ssrc;
        this.payloadType = payloadType;
        this.width = width;
        this.height = height;
        this.frameBytes = frameBytes;
        this.random = new SplittableRandom(seed);
        this.timestampOffset = random.nextInt();
        this.sequence = random.nextInt(0x10000);
        this.pictureId = random.nextInt(0x8000);
        this.tl0PictureIndex = random.nextInt(0x100);
        this.keyIndex = random.nextInt(0x20);
    }

    /** The next frame is a keyframe. */
    public void requestKeyframe() {
        keyframeWanted = true;
    }

    public int keyframes() {
        return keyframes;
    }

    public int ssrc() {
        return ssrc;
    }

    /** The number of the frame made last. */
    public int frameNumber() {
        return frameNumber;
    }

    /** The RTP timestamp of something captured at this time. */
    public int timestampAt(long captureNanos) {
        return timestampOffset + (int) (captureNanos * 9 / 100_000);
    }

    /** Encodes one frame. */
    public List<byte[]> frame(long captureNanos) {
        boolean keyframe = keyframeWanted;
        if (keyframe) {
            keyframeWanted = false;
            keyframes++;
            patternIndex = 0;
            keyIndex = (keyIndex + 1) & 0x1f;
        }
        int temporalId = new int[] {0, 2, 1, 2}[patternIndex];
        boolean sync = patternIndex == 1 || patternIndex == 2;
        patternIndex = (patternIndex + 1) & 3;
        pictureId = (pictureId + 1) & 0x7fff;
        if (temporalId == 0) {
            tl0PictureIndex = (tl0PictureIndex + 1) & 0xff;
        }
        frameNumber++;
        int size = Math.max(20, (int) (frameBytes * (0.5 + random.nextDouble())));
        if (keyframe) {
            size *= 4;
        }
        int count = (size + PACKET_PAYLOAD - 1) / PACKET_PAYLOAD;
        var packets = new ArrayList<byte[]>(count);
        for (int index = 0; index < count; index++) {
            int content = Math.max(20, size / count);
            byte[] packet = new byte[12 + DESCRIPTOR_LENGTH + content];
            packet[0] = (byte) 0x80;
            packet[1] = (byte) ((index == count - 1 ? 0x80 : 0) | payloadType);
            BigEndian.putU16(packet, 2, sequence);
            sequence = (sequence + 1) & 0xffff;
            BigEndian.putI32(packet, 4, timestampAt(captureNanos));
            BigEndian.putI32(packet, 8, ssrc);
            packet[12] = (byte) (0x80 | (index == 0 ? 0x10 : 0));
            packet[13] = (byte) 0xf0;
            BigEndian.putU16(packet, 14, 0x8000 | pictureId);
            packet[16] = (byte) tl0PictureIndex;
            packet[17] = (byte) ((temporalId << 6) | (sync ? 0x20 : 0) | keyIndex);
            int at = 12 + DESCRIPTOR_LENGTH;
            if (index == 0) {
                packet[at] = (byte) (keyframe ? 0x10 : 0x11);
                if (keyframe) {
                    BigEndian.putU24(packet, at + 3, 0x9d012a);
                    packet[at + 6] = (byte) width;
                    packet[at + 7] = (byte) (width >>> 8);
                    packet[at + 8] = (byte) height;
                    packet[at + 9] = (byte) (height >>> 8);
                }
            }
            BigEndian.putI32(packet, at + FRAME_HEADER_LENGTH, frameNumber);
            BigEndian.putI32(packet, at + FRAME_HEADER_LENGTH + 4, index);
            packets.add(packet);
        }
        return packets;
    }

    /** A retransmission (RFC 4588) of a packet that this camera made. */
    public byte[] retransmission(byte[] original, int retransmissionSsrc, int retransmissionType) {
        byte[] packet = new byte[original.length + 2];
        System.arraycopy(original, 0, packet, 0, 12);
        packet[1] = (byte) ((original[1] & 0x80) | retransmissionType);
        BigEndian.putU16(packet, 2, retransmissionSequence++);
        BigEndian.putI32(packet, 8, retransmissionSsrc);
        BigEndian.putU16(packet, 12, BigEndian.u16(original, 2));
        System.arraycopy(original, 12, packet, 14, original.length - 12);
        return packet;
    }

    /** Ticks per second of the timestamps. */
    public static int clockRateHz() {
        return CLOCK_RATE_HZ;
    }
}
