package org.consilium.media.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.simulation.Arrival;
import org.consilium.media.simulation.Vp8Camera;
import org.consilium.media.time.NtpTime;
import org.junit.jupiter.api.Test;

class ReceiveStreamTest {
    private static final long MILLI = 1_000_000;
    private static final long START = 1_000_000 * MILLI;
    private static final int SSRC = 0x1000;

    private static final PayloadTypeMap TYPES =
            PayloadTypeMap.builder()
                    .media(96, PayloadFormat.VP8, 90_000)
                    .retransmission(97, 96)
                    .build();

    private final ReceiveStream stream =
            new ReceiveStream(
                    ReceiveStreamSettings.video(
                            SSRC, PayloadFormat.VP8, TYPES, HeaderExtensionMap.EMPTY),
                    new PublisherClock());
    private final Vp8Camera camera = new Vp8Camera(SSRC, 96, 640, 360, 800, 1);
    private final byte[] array = new byte[1500];
    private final Arrival arrival = new Arrival(HeaderExtensionMap.EMPTY);

    private ReceiveResult give(byte[] packet, long millis) {
        return arrival.of(packet.clone(), stream, START + millis * MILLI);
    }

    private static byte[] withSequence(byte[] packet, int sequence) {
        byte[] copy = packet.clone();
        BigEndian.putU16(copy, 2, sequence);
        return copy;
    }

    @Test
    void tellsTheFactsOfAPacketOnce() {
        byte[] first = camera.frame(0).getFirst();
        assertThat(give(first, 0)).isEqualTo(ReceiveResult.ACCEPTED);
        SourcePacket packet = arrival.packet();
        assertThat(packet.source).isSameAs(stream);
        assertThat(packet.isKeyframe).isTrue();
        assertThat(packet.width).isEqualTo(640);
        assertThat(packet.extendedSequence).isEqualTo(BigEndian.u16(first, 2));
        assertThat(packet.arrivalNanos).isEqualTo(START);
    }

    @Test
    void dropsDuplicatesAndWhatIsTooOld() {
        byte[] packet = camera.frame(0).getFirst();
        assertThat(give(withSequence(packet, 5000), 0)).isEqualTo(ReceiveResult.ACCEPTED);
        assertThat(give(withSequence(packet, 5000), 0)).isEqualTo(ReceiveResult.DUPLICATE);
        assertThat(give(withSequence(packet, 4998), 0)).isEqualTo(ReceiveResult.ACCEPTED);
        assertThat(give(withSequence(packet, 4998), 0)).isEqualTo(ReceiveResult.DUPLICATE);
        assertThat(give(withSequence(packet, 5000 - 1024), 0)).isEqualTo(ReceiveResult.TOO_OLD);
        assertThat(stream.duplicatePackets()).isEqualTo(2);
    }

    @Test
    void refusesWhatWasNotNegotiatedOrIsNotWellFormed() {
        byte[] packet = camera.frame(0).getFirst();
        byte[] otherType = packet.clone();
        otherType[1] = 100;
        assertThat(give(otherType, 0)).isEqualTo(ReceiveResult.UNKNOWN_PAYLOAD_TYPE);
        byte[] otherSsrc = packet.clone();
        BigEndian.putI32(otherSsrc, 8, 1);
        assertThat(give(otherSsrc, 0)).isEqualTo(ReceiveResult.MALFORMED);
        assertThat(give(Arrays.copyOf(packet, 13), 0)).isEqualTo(ReceiveResult.MALFORMED);
        assertThat(give(new byte[5], 0)).isEqualTo(ReceiveResult.MALFORMED);
        assertThat(stream.highestSequence()).isEqualTo(-1);
        assertThat(stream.writeReportBlock(array, 0, START)).isZero();
    }

    @Test
    void sequenceNumbersGoOnOverTheWrap() {
        byte[] packet = camera.frame(0).getFirst();
        long previous = -1;
        for (int i = 0; i < 200_000; i++) {
            assertThat(give(withSequence(packet, (60_000 + i) & 0xffff), i))
                    .isEqualTo(ReceiveResult.ACCEPTED);
            long sequence = arrival.packet().extendedSequence;
            assertThat(sequence).isEqualTo(previous < 0 ? 60_000 : previous + 1);
            previous = sequence;
        }
        assertThat(stream.lostPackets()).isZero();
    }

    /** RFC 3550 §A.1. */
    @Test
    void aJumpMustBeConfirmedByTheNextPacket() {
        camera.frame(0);
        byte[] packet = camera.frame(0).getFirst(); // no keyframe
        give(withSequence(packet, 100), 0);
        assertThat(give(withSequence(packet, 40_000), 1)).isEqualTo(ReceiveResult.TOO_OLD);
        assertThat(give(withSequence(packet, 101), 2)).isEqualTo(ReceiveResult.ACCEPTED);
        assertThat(give(withSequence(packet, 20_000), 3)).isEqualTo(ReceiveResult.UNCONFIRMED);
        assertThat(give(withSequence(packet, 20_001), 4)).isEqualTo(ReceiveResult.ACCEPTED);
        assertThat(arrival.packet().extendedSequence).isEqualTo(0x10000 + 20_001);
        assertThat(stream.takeKeyframeRequest()).isTrue();
        assertThat(stream.lostPackets()).isZero();
        assertThat(give(withSequence(packet, 102), 5)).isNotEqualTo(ReceiveResult.ACCEPTED);
    }

    @Test
    void aRetransmissionBecomesItsOriginal() {
        List<byte[]> frame = camera.frame(0);
        byte[] original = frame.get(1);
        give(frame.get(0), 0);
        give(frame.get(2), 0);
        byte[] repair = camera.retransmission(original, SSRC + 1, 97);
        assertThat(arrival.ofRetransmission(repair, stream, START + MILLI))
                .isEqualTo(ReceiveResult.ACCEPTED);
        SourcePacket packet = arrival.packet();
        assertThat(Arrays.copyOfRange(packet.array, packet.offset, packet.offset + packet.length))
                .isEqualTo(original);
        assertThat(packet.isRepair).isTrue();
        assertThat(stream.repairedPackets()).isEqualTo(1);
        byte[] again = camera.retransmission(original, SSRC + 1, 97);
        assertThat(arrival.ofRetransmission(again, stream, START + MILLI))
                .isEqualTo(ReceiveResult.DUPLICATE);
        byte[] empty = Arrays.copyOf(again, 12);
        assertThat(arrival.ofRetransmission(empty, stream, START)).isEqualTo(ReceiveResult.PADDING);
        assertThat(arrival.ofRetransmission(original.clone(), stream, START))
                .isEqualTo(ReceiveResult.UNKNOWN_PAYLOAD_TYPE);
    }

    @Test
    void keepsAtLeastOneSecondOfATwoMegabitStream() {
        var random = new SplittableRandom(5);
        var fast = new Vp8Camera(SSRC, 96, 1280, 720, 8_000, 5);
        var into = new SourcePacket();
        byte[][] sent = new byte[0x10000][];
        int newest = 0;
        long oldestFound = Long.MAX_VALUE;
        for (int frame = 0; frame < 30 * 60; frame++) {
            long now = frame * 1_000L / 30;
            for (byte[] packet : fast.frame(now * MILLI)) {
                if (random.nextInt(50) == 0) {
                    continue;
                }
                newest = BigEndian.u16(packet, 2);
                sent[newest] = packet;
                give(packet, now);
            }
        }
        long highest = stream.highestSequence();
        for (long sequence = highest; sequence > highest - 2_000; sequence--) {
            if (stream.find(sequence, into)) {
                assertThat(Arrays.copyOfRange(into.array, into.offset, into.offset + into.length))
                        .isEqualTo(sent[(int) sequence & 0xffff]);
                oldestFound = into.arrivalNanos;
            }
        }
        assertThat(stream.lastArrivalNanos() - oldestFound).isGreaterThan(990 * MILLI);
    }

    @Test
    void reportsLossAndJitterAsTheRfcDefines() {
        byte[] packet = camera.frame(0).getFirst();
        for (int i = 0; i < 100; i++) {
            if (i % 10 != 5) {
                byte[] copy = withSequence(packet, 65_500 + i);
                BigEndian.putI32(copy, 4, i * 900); // every 10 ms, arriving 2 ms early or late
                give(copy, i * 10L + (i % 2 == 0 ? 2 : 0));
            }
        }
        stream.onSenderReport(0x0123_4567_89ab_cdefL, 0, START + 1_000 * MILLI);
        assertThat(stream.writeReportBlock(array, 0, START + 1_500 * MILLI)).isEqualTo(24);
        assertThat(BigEndian.i32(array, 0)).isEqualTo(SSRC);
        assertThat(BigEndian.u8(array, 4)).isEqualTo(10 * 256 / 100);
        assertThat(BigEndian.u24(array, 5)).isEqualTo(10);
        assertThat(BigEndian.i32(array, 8)).isEqualTo(65_599);
        // converges towards 2 ms = 180 ticks; the steps over a loss see no difference
        assertThat(BigEndian.i32(array, 12)).isBetween(140, 180);
        assertThat(BigEndian.i32(array, 16)).isEqualTo(0x4567_89ab);
        assertThat(BigEndian.i32(array, 20)).isEqualTo(0x8000);
        // a second interval without loss
        for (int i = 100; i < 150; i++) {
            give(withSequence(packet, (65_500 + i) & 0xffff), i * 10L);
        }
        stream.writeReportBlock(array, 0, START + 2_000 * MILLI);
        assertThat(BigEndian.u8(array, 4)).isZero();
        assertThat(BigEndian.u24(array, 5)).isEqualTo(10);
        assertThat(stream.lostPackets()).isEqualTo(10);
    }

    @Test
    void captureTimesOfTwoStreamsOfAPublisherCompare() {
        var clock = new PublisherClock();
        var audio =
                new ReceiveStream(
                        ReceiveStreamSettings.audio(
                                9,
                                PayloadTypeMap.builder()
                                        .media(111, PayloadFormat.OPUS, 48_000)
                                        .build(),
                                HeaderExtensionMap.EMPTY,
                                false),
                        clock);
        var video =
                new ReceiveStream(
                        ReceiveStreamSettings.video(
                                SSRC, PayloadFormat.VP8, TYPES, HeaderExtensionMap.EMPTY),
                        clock);
        byte[] sound = {(byte) 0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3};
        BigEndian.putI32(sound, 4, -480);
        arrival.of(sound, audio, START);
        long soundTimestamp = arrival.packet().extendedTimestamp;
        byte[] picture = camera.frame(0).getFirst();
        arrival.of(picture, video, START);
        long pictureTimestamp = arrival.packet().extendedTimestamp;
        assertThat(audio.hasClock()).isFalse();
        long publisherNanos = 1_700_000_000_000L * MILLI;
        // The reports take different times on the way: that must not matter.
        audio.onSenderReport(NtpTime.ofUnixNanos(publisherNanos), 480, START + 3 * MILLI);
        video.onSenderReport(
                NtpTime.ofUnixNanos(publisherNanos + 500 * MILLI),
                camera.timestampAt(0) + 45_000,
                START + 800 * MILLI);
        long soundAt = audio.captureNanos(soundTimestamp);
        long pictureAt = video.captureNanos(pictureTimestamp);
        assertThat(pictureAt - soundAt)
                .isCloseTo(20 * MILLI, org.assertj.core.data.Offset.offset(20_000L));
        assertThat(video.timestampAt(pictureAt) - pictureTimestamp).isBetween(-1L, 1L);
    }
}
