package org.consilium.perf.micro;

import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.srtp.SrtpMasterKey;
import org.consilium.media.srtp.SrtpProfile;

/**
 * A block of plain RTP packets of one VP8 stream side by side in one array, each of {@link #LENGTH}
 * bytes: what a publisher's camera sends, without pictures. {@link #renumber} makes the next block
 * of the same stream out of it, so that no packet is ever sealed twice.
 */
public final class Packets {
    /** Packets of a block: long enough to hide the timer, short enough for the cache. */
    public static final int BLOCK = 256;

    /** Bytes of a plain packet: what video mostly is. */
    public static final int LENGTH = 1200;

    /** Distance of the packets in the array: room for a tag. */
    static final int STRIDE = LENGTH + SrtpProfile.MAX_OVERHEAD_BYTES;

    static final int SSRC = 0x1234_5678;
    static final int PAYLOAD_TYPE = 96;

    /** Packets of one frame. */
    private static final int FRAME = 4;

    private static final int TICKS_PER_FRAME = 3000;

    private final byte[] array = new byte[BLOCK * STRIDE];
    private int nextSequence = 1;
    private int pictureId = 1;
    private int timestamp = 1;

    Packets() {
        new SplittableRandom(1).nextBytes(array);
        for (int i = 0; i < BLOCK; i++) {
            int at = i * STRIDE;
            BigEndian.putI32(array, at, 0x8000_0000 | PAYLOAD_TYPE << 16);
            BigEndian.putI32(array, at + 8, SSRC);
            array[at + 12] = (byte) (i % FRAME == 0 ? 0x90 : 0x80); // RFC 7741 §4.2: X, S
            array[at + 13] = (byte) 0xe0; // I, L, T
            array[at + 17] = 0x20; // TID 0, Y
            // RFC 6386 §9.1: shown, and a keyframe only where a stream begins.
            array[at + 18] = i % FRAME == 0 ? 0x11 : array[at + 18];
        }
        renumber();
    }

    byte[] array() {
        return array;
    }

    static int offset(int i) {
        return i * STRIDE;
    }

    /** The next packets of the stream, in the same place. */
    void renumber() {
        for (int i = 0; i < BLOCK; i++) {
            int at = i * STRIDE;
            boolean last = i % FRAME == FRAME - 1;
            array[at + 1] = (byte) (PAYLOAD_TYPE | (last ? 0x80 : 0));
            BigEndian.putU16(array, at + 2, nextSequence);
            BigEndian.putI32(array, at + 4, timestamp);
            BigEndian.putU16(array, at + 14, 0x8000 | pictureId);
            array[at + 16] = (byte) pictureId;
            nextSequence = (nextSequence + 1) & 0xffff;
            if (last) {
                pictureId = (pictureId + 1) & 0x7fff;
                timestamp += TICKS_PER_FRAME;
            }
        }
    }

    /** Makes the first packet of the block the first of a keyframe, or an ordinary one again. */
    void keyframe(boolean wanted) {
        array[18] = (byte) (wanted ? 0x10 : 0x11);
        BigEndian.putU24(array, 18 + 3, 0x9d012a);
        array[18 + 6] = (byte) 0x80;
        array[18 + 7] = 0x02;
        array[18 + 8] = 0x68;
        array[18 + 9] = 0x01;
    }

    static SrtpMasterKey key(SrtpProfile profile, long seed) {
        var random = new SplittableRandom(seed);
        var key = new byte[profile.keyBytes()];
        var salt = new byte[profile.saltBytes()];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpMasterKey(profile, key, salt);
    }
}
