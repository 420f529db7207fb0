package org.consilium.media.simulation;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/** A microphone: a packet each 20 ms with an audio level that the test sets. */
final class TestAudioSource {
    private static final long PERIOD_NANOS = 20_000_000L;

    private final TestTransport transport;
    private final String mid;
    private final int ssrc;
    private int sequence;
    private int level = 127;
    private int packets;
    private long nextNanos;

    TestAudioSource(TestTransport transport, RandomGenerator random, String mid, int ssrc) {
        this.transport = transport;
        this.mid = mid;
        this.ssrc = ssrc;
        this.sequence = random.nextInt(0x8000);
    }

    /** 0 (loudest) to 127 (silence). */
    void level(int newLevel) {
        level = newLevel;
    }

    int packets() {
        return packets;
    }

    void onTick(long nowNanos) {
        if (nextNanos == 0) {
            nextNanos = nowNanos;
        }
        while (nowNanos >= nextNanos) {
            byte[] packet = new byte[160];
            packet[0] = (byte) 0x90;
            packet[1] = 111;
            BigEndian.putU16(packet, 2, sequence);
            BigEndian.putI32(packet, 4, (int) (nextNanos * 48 / 1_000_000));
            BigEndian.putI32(packet, 8, ssrc);
            BigEndian.putU16(packet, 12, 0xbede);
            BigEndian.putU16(packet, 14, 2);
            byte[] name = mid.getBytes(StandardCharsets.US_ASCII);
            packet[16] = (byte) (14 << 4);
            packet[17] = (byte) (0x80 | level);
            packet[18] = (byte) (4 << 4 | (name.length - 1));
            System.arraycopy(name, 0, packet, 19, name.length);
            BigEndian.putI32(packet, 24, packets);
            transport.sendRtp(packet, packet.length);
            sequence = (sequence + 1) & 0xffff;
            packets++;
            nextNanos += PERIOD_NANOS;
        }
    }
}
