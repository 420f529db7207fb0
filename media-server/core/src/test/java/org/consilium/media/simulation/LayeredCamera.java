package org.consilium.media.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/**
 * A scalable encoder (SVC) as a publisher runs it, without the pictures: spatial and temporal
 * layers in one RTP stream, described by a dependency descriptor (AV1 RTP specification, appendix
 * A), a VP9 descriptor (RFC 9628) or both. Temporal pattern 0, 0 1 or 0 2 1 2; every layer refers
 * to its own past and, unless it is K-SVC and no key picture, to the layer below.
 *
 * <p>Behind the VP9 descriptor each packet carries the frame's number and its layers, so that a
 * receiver can look up what the frame needs.
 */
public final class LayeredCamera {
    /** How it is described on the wire. */
    public enum Shape {
        /** AV1, or anything else whose payload is not looked at: dependency descriptor only. */
        DESCRIBED,
        /** VP9 in flexible mode, as Chromium sends SVC. */
        VP9_FLEXIBLE,
        /** VP9 with TL0PICIDX and switching-up points. */
        VP9_GROUPED,
        /** VP9 in flexible mode with a dependency descriptor beside. */
        VP9_DESCRIBED
    }

    /** Id of the dependency descriptor on the publisher's transport. */
    public static final int DESCRIPTOR_ID = 12;

    public static final int PAYLOAD_TYPE = 98;
    private static final int PACKET_PAYLOAD = 1_000;
    private static final int[][] PATTERNS = {{0}, {0, 1}, {0, 2, 1, 2}};
    private static final int SWITCH = 2;
    private static final int DISCARDABLE = 1;
    private static final int REQUIRED = 3;

    /** A frame of one layer: what it is and which frames, by number, it needs. */
    public record Frame(
            int number,
            int spatialId,
            int temporalId,
            boolean key,
            long picture,
            List<Integer> needs) {}

    private final int ssrc;
    private final Shape shape;
    private final int spatialLayers;
    private final int temporalLayers;
    private final boolean keyScalable;
    private final RandomGenerator random;
    private final Map<Integer, Frame> frames = new HashMap<>();
    private final int firstNumber;
    private int sequence;
    private int number;
    private int pictureId;
    private int tl0;
    private long picture;
    private int patternIndex;
    private int structureId;
    private boolean keyframeWanted = true;
    private int keyframes;

    /** Spatial layers that the encoder sends; fewer when it is short of bandwidth. */
    private int sentLayers;

    public LayeredCamera(
            int ssrc,
            Shape shape,
            int spatialLayers,
            int temporalLayers,
            boolean keyScalable,
            long seed) {
        this.ssrc = ssrc;
        this.shape = shape;
        this.spatialLayers = spatialLayers;
        this.temporalLayers = temporalLayers;
        this.keyScalable = keyScalable;
        this.random = new SplittableRandom(seed);
        this.sentLayers = spatialLayers;
        this.sequence = random.nextInt(0x10000);
        this.number = random.nextInt(0x10000);
        this.firstNumber = number;
        this.pictureId = random.nextInt(0x8000);
        this.tl0 = random.nextInt(0x100);
        this.structureId = random.nextInt(64);
    }

    public void requestKeyframe() {
        keyframeWanted = true;
    }

    public int keyframes() {
        return keyframes;
    }

    /** A frame by its number, 0 for the first. */
    public Frame frame(int frameNumber) {
        Frame frame = frames.get(frameNumber);
        if (frame == null) {
            throw new AssertionError("no frame " + frameNumber);
        }
        return frame;
    }

    public int timestampAt(long captureNanos) {
        return (int) (captureNanos * 9 / 100_000);
    }

    /** Encodes one picture: the frames of all its layers. */
    public List<byte[]> picture(long captureNanos) {
        boolean key = keyframeWanted;
        keyframeWanted = false;
        if (key) {
            keyframes++;
            patternIndex = 0;
        }
        int[] pattern = PATTERNS[temporalLayers - 1];
        int temporalId = pattern[patternIndex];
        boolean endOfPattern = patternIndex == 0 && !key;
        patternIndex = (patternIndex + 1) % pattern.length;
        pictureId = (pictureId + 1) & 0x7fff;
        picture++;
        if (temporalId == 0) {
            tl0 = (tl0 + 1) & 0xff;
        }
        var packets = new ArrayList<byte[]>();
        for (int spatialId = 0; spatialId < sentLayers; spatialId++) {
            int back = backInPictures(pattern, temporalId, endOfPattern);
            var needs = new ArrayList<Integer>();
            if (!key) {
                needs.add(back * spatialLayers);
            }
            if (spatialId > 0 && (key || !keyScalable)) {
                needs.add(1);
            }
            int own = (number - firstNumber) & 0xffff;
            frames.put(
                    own,
                    new Frame(
                            own,
                            spatialId,
                            temporalId,
                            key,
                            picture,
                            needs.stream().map(diff -> own - diff).toList()));
            packets.addAll(frame(captureNanos, spatialId, temporalId, key, back, needs));
            number = (number + 1) & 0xffff;
        }
        number = (number + spatialLayers - sentLayers) & 0xffff;
        return packets;
    }

    private static int backInPictures(int[] pattern, int temporalId, boolean endOfPattern) {
        if (endOfPattern) {
            return pattern.length;
        }
        return temporalId == 1 && pattern.length == 4 ? 2 : 1;
    }

    private List<byte[]> frame(
            long captureNanos,
            int spatialId,
            int temporalId,
            boolean key,
            int back,
            List<Integer> needs) {
        int count = (key ? 3 : 1) * (spatialId + 1);
        var packets = new ArrayList<byte[]>();
        for (int index = 0; index < count; index++) {
            boolean first = index == 0;
            boolean last = index == count - 1;
            byte[] packet = new byte[2_000];
            packet[0] = (byte) 0x80;
            packet[1] = (byte) ((last && spatialId == sentLayers - 1 ? 0x80 : 0) | PAYLOAD_TYPE);
            BigEndian.putU16(packet, 2, sequence);
            sequence = (sequence + 1) & 0xffff;
            BigEndian.putI32(packet, 4, timestampAt(captureNanos));
            BigEndian.putI32(packet, 8, ssrc);
            int at = 12;
            if (shape == Shape.DESCRIBED || shape == Shape.VP9_DESCRIBED) {
                byte[] value = descriptor(first, last, spatialId, temporalId, key);
                packet[0] = (byte) 0x90;
                BigEndian.putU16(packet, 12, 0x1000);
                int words = (2 + value.length + 3) / 4;
                BigEndian.putU16(packet, 14, words);
                packet[16] = DESCRIPTOR_ID;
                packet[17] = (byte) value.length;
                System.arraycopy(value, 0, packet, 18, value.length);
                at = 16 + 4 * words;
            }
            if (shape != Shape.DESCRIBED) {
                at = vp9(packet, at, first, last, spatialId, temporalId, key, back, needs);
            } else {
                packet[at++] = (byte) random.nextInt(); // encrypted: means nothing
            }
            BigEndian.putI32(packet, at, (number - firstNumber) & 0xffff);
            packet[at + 4] = (byte) spatialId;
            packet[at + 5] = (byte) index;
            packet[at + 6] = (byte) count;
            int length = at + 7 + random.nextInt(PACKET_PAYLOAD);
            packets.add(java.util.Arrays.copyOf(packet, length));
        }
        return packets;
    }

    private int vp9(
            byte[] packet,
            int start,
            boolean first,
            boolean last,
            int spatialId,
            int temporalId,
            boolean key,
            int back,
            List<Integer> needs) {
        boolean flexible = shape != Shape.VP9_GROUPED;
        int at = start;
        packet[at++] =
                (byte)
                        (0xa0
                                | (key ? 0 : 0x40)
                                | (flexible ? 0x10 : 0)
                                | (first ? 0x08 : 0)
                                | (last ? 0x04 : 0)
                                | (key && first && spatialId == 0 ? 0x02 : 0));
        BigEndian.putU16(packet, at, 0x8000 | pictureId);
        at += 2;
        boolean interLayer = needs.contains(1) && spatialId > 0;
        packet[at++] =
                (byte)
                        (temporalId << 5
                                | (temporalId == 0 ? 0x10 : 0)
                                | spatialId << 1
                                | (interLayer ? 1 : 0));
        if (!flexible) {
            packet[at++] = (byte) tl0;
        } else if (!key) {
            packet[at++] = (byte) (back << 1);
        }
        if (key && first && spatialId == 0) {
            packet[at++] = (byte) ((spatialLayers - 1) << 5 | 0x10);
            for (int layer = 0; layer < spatialLayers; layer++) {
                BigEndian.putU16(packet, at, 320 << layer);
                BigEndian.putU16(packet, at + 2, 180 << layer);
                at += 4;
            }
        }
        return at;
    }

    private byte[] descriptor(
            boolean first, boolean last, int spatialId, int temporalId, boolean key) {
        var bits = new BitWriter();
        bits.put(1, first ? 1 : 0);
        bits.put(1, last ? 1 : 0);
        bits.put(6, (structureId + template(spatialId, temporalId, key)) & 63);
        bits.put(16, number);
        boolean attach = key && first && spatialId == 0;
        if (!attach && temporalId == 0) {
            return bits.bytes();
        }
        bits.put(1, attach ? 1 : 0);
        bits.put(1, 0); // active decode targets
        bits.put(1, 0);
        bits.put(1, 0);
        bits.put(1, temporalId > 0 ? 1 : 0);
        if (attach) {
            structure(bits);
        }
        for (int chain = 0; temporalId > 0 && chain < spatialLayers; chain++) {
            bits.put(8, spatialLayers * (temporalId == 1 ? 1 : 2));
        }
        return bits.bytes();
    }

    /** Per spatial layer: key, base, and one for each higher temporal layer. */
    private int template(int spatialId, int temporalId, boolean key) {
        return spatialId * (temporalLayers + 1) + (key ? 0 : temporalId + 1);
    }

    private void structure(BitWriter bits) {
        bits.put(6, structureId);
        bits.put(5, spatialLayers * temporalLayers - 1);
        for (int s = 0; s < spatialLayers; s++) {
            bits.put(2, 0); // base after key
            for (int t = 1; t < temporalLayers; t++) {
                bits.put(2, 1);
            }
            bits.put(2, s == spatialLayers - 1 ? 3 : 2);
        }
        for (int s = 0; s < spatialLayers; s++) {
            for (int kind = -1; kind < temporalLayers; kind++) {
                for (int targetS = 0; targetS < spatialLayers; targetS++) {
                    for (int targetT = 0; targetT < temporalLayers; targetT++) {
                        bits.put(2, indication(s, kind, targetS, targetT));
                    }
                }
            }
        }
        for (int s = 0; s < spatialLayers; s++) {
            for (int kind = -1; kind < temporalLayers; kind++) {
                if (kind >= 0) {
                    int[] pattern = PATTERNS[temporalLayers - 1];
                    diff(bits, spatialLayers * backInPictures(pattern, kind, kind == 0));
                }
                if (s > 0 && (kind < 0 || !keyScalable)) {
                    diff(bits, 1);
                }
                bits.put(1, 0);
            }
        }
        bits.putNonSymmetric(spatialLayers * temporalLayers + 1, spatialLayers);
        for (int s = 0; s < spatialLayers; s++) {
            for (int t = 0; t < temporalLayers; t++) {
                bits.putNonSymmetric(spatialLayers, s);
            }
        }
        for (int template = 0; template < spatialLayers * (temporalLayers + 1); template++) {
            for (int chain = 0; chain < spatialLayers; chain++) {
                bits.put(4, 1);
            }
        }
        bits.put(1, 1);
        for (int s = 0; s < spatialLayers; s++) {
            bits.put(16, (320 << s) - 1);
            bits.put(16, (180 << s) - 1);
        }
    }

    private static void diff(BitWriter bits, int diff) {
        bits.put(1, 1);
        bits.put(4, diff - 1);
    }

    /**
     * @param kind −1 for the key picture, otherwise the temporal layer
     */
    private int indication(int s, int kind, int targetS, int targetT) {
        int t = Math.max(0, kind);
        if (s > targetS || t > targetT) {
            return 0;
        }
        if (kind < 0) {
            return SWITCH;
        }
        if (s < targetS) {
            return keyScalable ? 0 : REQUIRED;
        }
        if (t == 0) {
            return SWITCH;
        }
        return t == targetT ? DISCARDABLE : REQUIRED;
    }
}
