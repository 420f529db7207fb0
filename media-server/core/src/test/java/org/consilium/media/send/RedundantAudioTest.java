package org.consilium.media.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.RtpPacket;
import org.consilium.media.rtp.SourcePacket;
import org.junit.jupiter.api.Test;

/** A microphone that sends RED (RFC 2198), to who takes it and who does not; and its silences. */
class RedundantAudioTest {
    private static final int RED = 63;
    private static final int OPUS = 111;
    private static final long PACKET_NANOS = 20_000_000L;

    private final ReceiveStream source =
            new ReceiveStream(
                    ReceiveStreamSettings.audio(
                            5,
                            PayloadTypeMap.builder()
                                    .media(RED, PayloadFormat.RED, 48_000)
                                    .media(OPUS, PayloadFormat.OPUS, 48_000)
                                    .build(),
                            HeaderExtensionMap.EMPTY,
                            false),
                    new PublisherClock());
    private final SourcePacket view = new SourcePacket();
    private final SendStream redundant = stream(true);
    private final SendStream plain = stream(false);
    private final byte[] out = new byte[2_000];
    private final List<byte[]> toRedundant = new ArrayList<>();
    private final List<byte[]> toPlain = new ArrayList<>();
    private int sequence = 65_530;
    private int timestamp = 1_000;
    private long nowNanos = 1_000_000_000L;
    private byte[] before = {};

    private static SendStream stream(boolean takesRed) {
        byte[] types = new byte[128];
        Arrays.fill(types, (byte) -1);
        byte[] none = types.clone();
        types[OPUS] = 109;
        types[RED] = (byte) (takesRed ? 64 : -1);
        return new SendStream(
                new SendStreamSettings(
                        9,
                        48_000,
                        PayloadFormat.RED,
                        types,
                        0,
                        none,
                        false,
                        HeaderExtensionMap.EMPTY,
                        true,
                        null),
                new SplittableRandom(3));
    }

    /** One packet of speech, the one before redundantly in it. */
    private byte[] packet(byte[] primary, boolean redundantly) {
        int block = redundantly ? before.length : 0;
        byte[] packet = new byte[12 + (block > 0 ? 4 : 0) + 1 + block + primary.length];
        RtpPacket.writeFixedHeader(packet, 0, false, false, RED, sequence++, timestamp, 5);
        int at = 12;
        if (block > 0) {
            BigEndian.putI32(packet, at, 0x80000000 | OPUS << 24 | 960 << 10 | block);
            at += 4;
        }
        packet[at++] = OPUS;
        System.arraycopy(before, 0, packet, at, block);
        System.arraycopy(primary, 0, packet, at + block, primary.length);
        before = primary;
        return packet;
    }

    private void forward(byte[] packet) {
        assertThat(view.read(packet, 0, packet.length, HeaderExtensionMap.EMPTY)).isTrue();
        assertThat(source.onRtp(view, nowNanos)).isEqualTo(ReceiveResult.ACCEPTED);
        int length = redundant.write(view, out, 0);
        toRedundant.add(Arrays.copyOf(out, length));
        length = plain.write(view, out, 0);
        toPlain.add(Arrays.copyOf(out, length));
    }

    @Test
    void whoTakesNoRedGetsThePrimaryBlock() {
        redundant.switchTo(source);
        plain.switchTo(source);
        for (byte i = 0; i < 50; i++) {
            byte[] speech = {i, (byte) (i + 1), (byte) (i + 2)};
            byte[] packet = packet(speech, true);
            forward(packet);
            byte[] passed = toRedundant.getLast();
            assertThat(RtpPacket.payloadType(passed, 0)).isEqualTo(64);
            assertThat(Arrays.copyOfRange(passed, 12, passed.length))
                    .isEqualTo(Arrays.copyOfRange(packet, 12, packet.length));
            byte[] stripped = toPlain.getLast();
            assertThat(RtpPacket.payloadType(stripped, 0)).isEqualTo(109);
            assertThat(Arrays.copyOfRange(stripped, 12, stripped.length)).isEqualTo(speech);
            timestamp += 960;
            nowNanos += PACKET_NANOS;
        }
    }

    @Test
    void aPlainPacketBetweenPassesToBoth() {
        redundant.switchTo(source);
        plain.switchTo(source);
        forward(packet(new byte[] {1}, true));
        byte[] opus = Arrays.copyOf(packet(new byte[] {2}, false), 15);
        opus[1] = OPUS;
        forward(opus);
        assertThat(RtpPacket.payloadType(toRedundant.getLast(), 0)).isEqualTo(109);
        assertThat(toPlain.getLast()).hasSize(15);
    }

    /**
     * Opus DTX: nothing for 400 ms, then one frame of comfort noise; numbers go on without a gap.
     */
    @Test
    void silenceIsNoLossAndNoJitter() {
        redundant.switchTo(source);
        plain.switchTo(source);
        for (int spurt = 0; spurt < 20; spurt++) {
            int packets = spurt % 2 == 0 ? 25 : 1;
            for (int i = 0; i < packets; i++) {
                forward(packet(new byte[] {1, 2}, i > 0));
                timestamp += 960;
                nowNanos += PACKET_NANOS;
            }
            timestamp += 48_000 * 38 / 100;
            nowNanos += 380_000_000L;
        }
        for (List<byte[]> got : List.of(toRedundant, toPlain)) {
            for (int i = 1; i < got.size(); i++) {
                byte[] now = got.get(i);
                byte[] last = got.get(i - 1);
                assertThat((RtpPacket.sequence(now, 0) - RtpPacket.sequence(last, 0)) & 0xffff)
                        .isEqualTo(1);
                assertThat(RtpPacket.timestamp(now, 0) - RtpPacket.timestamp(last, 0))
                        .isIn(960, 960 + 48_000 * 38 / 100);
            }
        }
        assertThat(source.lostPackets()).isZero();
        assertThat(source.jitterNanos()).isLessThan(1_000_000L);
        assertThat(source.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
