package org.consilium.media.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.RtpPacket;
import org.consilium.media.simulation.Arrival;
import org.consilium.media.simulation.Vp8Camera;
import org.consilium.media.time.NtpTime;
import org.junit.jupiter.api.Test;

class SendStreamTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final byte[] array = new byte[1700];
    private final SendStream stream =
            new SendStream(
                    Streams.videoSettings(HeaderExtensionMap.EMPTY), new SplittableRandom(1));
    private final Receiver receiver = new Receiver();
    private long now = 10 * SECOND;

    private final TestSource low = new TestSource(11, new Vp8Camera(11, 96, 320, 180, 700, 1));
    private final TestSource high = new TestSource(12, new Vp8Camera(12, 96, 1280, 720, 5_000, 2));

    private int forward(TestSource source, byte[] packet) {
        if (!source.receive(packet, now)) {
            return -1;
        }
        int length = stream.write(source.packet(), array, 10);
        if (length > 0) {
            receiver.receive(array, 10, length, now);
        }
        return length;
    }

    private void frame(TestSource... sources) {
        for (TestSource source : sources) {
            for (byte[] packet : source.camera().frame(now)) {
                forward(source, packet);
            }
        }
        now += SECOND / 30;
    }

    @Test
    void startsOnlyAtAKeyframe() {
        frame(low);
        stream.switchTo(low.source());
        assertThat(stream.needsKeyframe()).isTrue();
        assertThat(stream.accepts(low.source())).isTrue();
        frame(low);
        assertThat(receiver.packets()).isEmpty();
        low.camera().requestKeyframe();
        frame(low);
        assertThat(stream.needsKeyframe()).isFalse();
        assertThat(stream.source()).isSameAs(low.source());
        assertThat(receiver.frames().getFirst().first().keyframe()).isTrue();
    }

    @Test
    void theOldSourceGoesOnUntilTheKeyframeOfTheNew() {
        stream.switchTo(low.source());
        frame(low, high);
        frame(low, high);
        stream.switchTo(high.source());
        frame(low, high);
        assertThat(stream.source()).isSameAs(low.source());
        assertThat(receiver.frames()).hasSize(3);
        high.camera().requestKeyframe();
        frame(low, high);
        assertThat(stream.source()).isSameAs(high.source());
        frame(low, high);
        assertThat(receiver.missing()).isEmpty();
        receiver.checkOrder();
    }

    @Test
    void goingBackBeforeTheKeyframeCancelsTheSwitch() {
        stream.switchTo(low.source());
        frame(low, high);
        stream.switchTo(high.source());
        stream.switchTo(low.source());
        assertThat(stream.nextSource()).isNull();
        high.camera().requestKeyframe();
        frame(low, high);
        assertThat(stream.source()).isSameAs(low.source());
    }

    @Test
    void hundredRandomSwitchesPausesAndLayerChangesAreOneStream() {
        long seed = 77;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        stream.switchTo(low.source());
        int switches = 0;
        for (int i = 0; i < 3_000; i++) {
            if (i % 30 == 29) {
                low.sendReport(now);
                high.sendReport(now);
                TestSource wanted = random.nextBoolean() ? low : high;
                if (random.nextInt(4) == 0) {
                    stream.stop();
                }
                stream.switchTo(wanted.source());
                if (stream.needsKeyframe()) {
                    wanted.camera().requestKeyframe();
                    switches++;
                }
                stream.maxTemporalLayer(random.nextInt(3));
            }
            if (random.nextBoolean()) {
                frame(low, high);
            } else {
                frame(high, low);
            }
        }
        assertThat(switches).isGreaterThan(50);
        assertThat(receiver.missing()).isEmpty();
        receiver.checkOrder();
        List<Receiver.Frame> frames = receiver.frames();
        for (int i = 1; i < frames.size(); i++) {
            int step = frames.get(i).first().pictureId() - frames.get(i - 1).first().pictureId();
            assertThat(step & 0x7fff).isEqualTo(1);
            assertThat(frames.get(i).complete()).isTrue();
        }
        // 30 frames a second are 3000 ticks apart; the stream's time is the real time to the frame
        int span = frames.getLast().first().timestamp() - frames.getFirst().first().timestamp();
        long real =
                frames.getLast().first().arrivalNanos() - frames.getFirst().first().arrivalNanos();
        assertThat((long) span).isBetween(real * 9 / 100_000 - 10, real * 9 / 100_000 + 10);
    }

    @Test
    void aGapStaysAGapAndTheLatePacketFindsItsPlace() {
        stream.switchTo(high.source());
        frame(high);
        List<byte[]> packets = high.camera().frame(now);
        for (int i = 0; i < packets.size(); i++) {
            if (i != 2) {
                forward(high, packets.get(i));
            }
        }
        assertThat(receiver.missing()).hasSize(1);
        forward(high, packets.get(2));
        assertThat(receiver.missing()).isEmpty();
        assertThat(receiver.frames().getLast().complete()).isTrue();
    }

    @Test
    void droppedLayersCloseUp() {
        stream.maxTemporalLayer(0);
        stream.switchTo(low.source());
        for (int i = 0; i < 40; i++) {
            frame(low);
        }
        assertThat(receiver.missing()).isEmpty();
        assertThat(receiver.frames())
                .hasSize(10)
                .allMatch(frame -> frame.first().temporalId() == 0);
        receiver.checkOrder();
        stream.maxTemporalLayer(2);
        for (int i = 0; i < 12; i++) {
            frame(low);
        }
        assertThat(receiver.frames().stream().map(frame -> frame.first().temporalId()))
                .endsWith(0, 2, 1, 2);
        assertThat(receiver.missing()).isEmpty();
    }

    /** What was lost might have been of a forwarded layer; its place must not stay asked for. */
    @Test
    void theLatePartOfADroppedFrameBecomesPadding() {
        var big = new TestSource(13, new Vp8Camera(13, 96, 1280, 720, 4_000, 3));
        stream.maxTemporalLayer(0);
        stream.switchTo(big.source());
        frame(big);
        List<byte[]> second = big.camera().frame(now); // temporal layer 2
        for (int i = 1; i < second.size(); i++) {
            forward(big, second.get(i));
        }
        frame(big);
        frame(big);
        frame(big);
        assertThat(receiver.missing()).hasSize(1);
        forward(big, second.getFirst());
        assertThat(receiver.missing()).isEmpty();
        assertThat(receiver.packets().values()).filteredOn(Receiver.Packet::empty).hasSize(1);
        receiver.checkOrder();
    }

    @Test
    void paddingOfThePublisherIsNotForwarded() {
        stream.switchTo(low.source());
        frame(low);
        byte[] last = low.camera().frame(now).getFirst();
        forward(low, last);
        byte[] padding = Arrays.copyOf(last, 12 + 20);
        padding[0] |= 0x20;
        padding[31] = 20;
        BigEndian.putU16(padding, 2, BigEndian.u16(last, 2) + 1);
        assertThat(forward(low, padding)).isEqualTo(-1);
        byte[] after = last.clone();
        BigEndian.putU16(after, 2, BigEndian.u16(last, 2) + 2);
        assertThat(forward(low, after)).isPositive();
        assertThat(receiver.missing()).isEmpty();
    }

    @Test
    void repairsAreWrittenOncePerRoundTripAndAsRetransmissions() {
        stream.switchTo(high.source());
        frame(high);
        frame(high);
        Receiver.Packet wanted = receiver.packets().firstEntry().getValue();
        int sequence = (int) wanted.sequence() & 0xffff;
        stream.onRoundTrip(50 * MILLI);
        int length = stream.writeRepair(sequence, array, 10, now);
        assertThat(length).isPositive();
        assertThat(RtpPacket.ssrc(array, 10)).isEqualTo(Streams.RETRANSMISSION_SSRC);
        assertThat(RtpPacket.payloadType(array, 10)).isEqualTo(Receiver.RETRANSMISSION_TYPE);
        assertThat(BigEndian.u16(array, 10 + 12)).isEqualTo(sequence);
        receiver.receive(array, 10, length, now); // equals what came before, or this throws
        assertThat(receiver.repairs()).isEqualTo(1);
        assertThat(stream.writeRepair(sequence, array, 10, now + 49 * MILLI)).isEqualTo(-1);
        assertThat(stream.writeRepair(sequence, array, 10, now + 51 * MILLI)).isPositive();
        for (int i = 2; i < 30; i++) {
            stream.writeRepair(sequence, array, 10, now + i * (100 * MILLI));
        }
        assertThat(stream.repairedPackets()).isEqualTo(10);
        assertThat(stream.writeRepair(sequence - 1, array, 10, now)).isEqualTo(-1);
        assertThat(stream.writeRepair(sequence + 5_000, array, 10, now)).isEqualTo(-1);
        assertThat(stream.writeRepair(sequence + 40_000, array, 10, now)).isEqualTo(-1);
    }

    @Test
    void aPacketOfTheSourceBeforeTheSwitchIsStillRepaired() {
        stream.switchTo(low.source());
        frame(low, high);
        long old = receiver.packets().firstKey();
        stream.switchTo(high.source());
        high.camera().requestKeyframe();
        frame(low, high);
        frame(low, high);
        assertThat(stream.source()).isSameAs(high.source());
        int length = stream.writeRepair((int) old & 0xffff, array, 10, now);
        assertThat(length).isPositive();
        receiver.receive(array, 10, length, now);
        receiver.checkOrder();
    }

    @Test
    void senderReportsCarryThePublishersTimeThroughEverySwitch() {
        stream.switchTo(low.source());
        frame(low, high);
        assertThat(stream.writeSenderReport(array, 0, now, 1)).isZero();
        low.sendReport(now);
        high.sendReport(now);
        long ntp = NtpTime.ofUnixNanos(now);
        for (int i = 0; i < 20; i++) {
            TestSource wanted = i % 2 == 0 ? high : low;
            stream.switchTo(wanted.source());
            wanted.camera().requestKeyframe();
            long captured = now;
            if (i % 2 == 0) {
                frame(low, high);
            } else {
                frame(high, low);
            }
            assertThat(stream.writeSenderReport(array, 0, now, ntp)).isEqualTo(28);
            int reported = BigEndian.i32(array, 16);
            int elapsed = (int) ((now - captured) * 9 / 100_000);
            int sent = receiver.frames().getLast().first().timestamp();
            // The report puts the last frame at its capture time to 0.1 ms.
            assertThat(reported - sent).isBetween(elapsed - 9, elapsed + 9);
        }
        assertThat(BigEndian.u32(array, 20)).isEqualTo(stream.sentPackets());
    }

    @Test
    void aSourceThatLagsIsDelayedAndTheNextSwitchTakesTheDelayBack() {
        low.sendReport(now);
        high.sendReport(now);
        stream.switchTo(low.source());
        frame(low, high);
        low.sendReport(now);
        high.sendReport(now);
        for (int i = 0; i < 300; i++) {
            if (i % 6 == 0) {
                TestSource wanted = i % 12 == 0 ? high : low;
                stream.switchTo(wanted.source());
                wanted.camera().requestKeyframe();
            }
            // the large layer always comes 40 ms after the small one
            for (byte[] packet : high.camera().frame(now - 40 * MILLI)) {
                forward(high, packet);
            }
            frame(low);
        }
        receiver.checkOrder();
        List<Receiver.Frame> frames = receiver.frames();
        int span = frames.getLast().first().timestamp() - frames.getFirst().first().timestamp();
        long real =
                frames.getLast().first().arrivalNanos() - frames.getFirst().first().arrivalNanos();
        // without taking it back it would be fifty times 40 ms
        assertThat(span)
                .isBetween((int) (real * 9 / 100_000), (int) (real * 9 / 100_000) + 90 * 80);
    }

    @Test
    void aLateKeyframeStartBringsThePacketsBehindIt() {
        frame(high);
        stream.switchTo(high.source());
        high.camera().requestKeyframe();
        List<byte[]> keyframe = high.camera().frame(now);
        for (int i = 1; i < keyframe.size(); i++) {
            forward(high, keyframe.get(i));
        }
        assertThat(receiver.packets()).isEmpty();
        forward(high, keyframe.getFirst());
        assertThat(stream.hasBacklog()).isTrue();
        for (int length = stream.writeBacklog(array, 10);
                length > 0;
                length = stream.writeBacklog(array, 10)) {
            receiver.receive(array, 10, length, now);
        }
        assertThat(stream.hasBacklog()).isFalse();
        assertThat(receiver.frames()).hasSize(1);
        assertThat(receiver.frames().getFirst().complete()).isTrue();
    }

    @Test
    void aBacklogEndsAtAHugeGap() {
        byte[] keyframe = high.camera().frame(now).getFirst();
        byte[] packet = high.camera().frame(now).getFirst();
        int first = BigEndian.u16(keyframe, 2);
        for (int ahead : new int[] {1, 500, 501}) {
            BigEndian.putU16(packet, 2, first + ahead);
            forward(high, packet);
        }
        stream.switchTo(high.source());
        assertThat(forward(high, keyframe)).isPositive();
        assertThat(stream.hasBacklog()).isTrue();
        assertThat(stream.writeBacklog(array, 10)).isPositive();
        assertThat(stream.writeBacklog(array, 10)).isEqualTo(-1);
        assertThat(stream.hasBacklog()).isFalse();
        assertThat(stream.needsKeyframe()).isTrue();
    }

    @Test
    void afterAHugeGapVideoWaitsForAKeyframe() {
        stream.switchTo(low.source());
        frame(low);
        byte[] packet = low.camera().frame(now).getFirst();
        BigEndian.putU16(packet, 2, BigEndian.u16(packet, 2) + 400);
        assertThat(forward(low, packet)).isEqualTo(-1);
        assertThat(stream.needsKeyframe()).isTrue();
        assertThat(stream.accepts(low.source())).isTrue();
    }

    @Test
    void extensionsAndMidAreTheReceivers() {
        var ids =
                new HeaderExtensionMap(
                        Map.of(HeaderExtension.TRANSPORT_SEQUENCE, 2, HeaderExtension.MID, 3));
        var sender = new SendStream(Streams.videoSettings(ids), new SplittableRandom(1));
        sender.switchTo(low.source());
        low.receive(low.camera().frame(now).getFirst(), now);
        int length = sender.write(low.packet(), array, 4);
        assertThat(length).isEqualTo(low.packet().length + 12);
        assertThat(sender.transportSequenceOffset()).isEqualTo(4 + 12 + 4 + 1);
        sender.onReportBlock(10, 3, 0x12345, 900, 0, 0, 1);
        assertThat(sender.reportedSequence()).isEqualTo(0x2345);
        assertThat(sender.receiverJitterNanos()).isEqualTo(10 * MILLI);
        assertThat(sender.roundTripNanos()).isZero();
        low.receive(low.camera().frame(now).getFirst(), now);
        assertThat(sender.write(low.packet(), array, 4)).isEqualTo(low.packet().length + 8);
    }

    @Test
    void theRoundTripComesFromReportsAndIgnoresNonsense() {
        long ntp = 0xb44d_b705_2000_0000L;
        stream.onReportBlock(0, 0, 0, 0, NtpTime.compact(ntp) - 0x6_2000, 0x5_4000, ntp);
        assertThat(stream.roundTripNanos()).isEqualTo(875 * MILLI);
        stream.onReportBlock(0, 0, 0, 0, NtpTime.compact(ntp) + 5, 0, ntp);
        stream.onReportBlock(0, 0, 0, 0, 1, 0, ntp);
        assertThat(stream.roundTripNanos()).isEqualTo(875 * MILLI);
    }

    @Test
    void audioStartsAtAnyPacketAndGoesOnAfterAMute() {
        var audio = new SendStream(Streams.audioSettings(), new SplittableRandom(5));
        var source = Streams.audioSource(21);
        var arrival = new Arrival(HeaderExtensionMap.EMPTY);
        var sequences = new ArrayList<Integer>();
        var timestamps = new ArrayList<Integer>();
        for (int i = 0; i < 300; i++) {
            if (i == 100) {
                audio.stop();
            } else if (i == 0 || i == 200) {
                audio.switchTo(source);
                assertThat(audio.needsKeyframe()).isFalse();
            }
            byte[] packet = Streams.audioPacket(21, 65_400 + i, 960 * i);
            arrival.of(packet, source, now + i * (20 * MILLI));
            int length = audio.write(arrival.packet(), array, 0);
            assertThat(length > 0).isEqualTo(i < 100 || i >= 200);
            if (length > 0) {
                sequences.add(RtpPacket.sequence(array, 0));
                timestamps.add(RtpPacket.timestamp(array, 0));
            }
        }
        for (int i = 1; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo((sequences.get(i - 1) + 1) & 0xffff);
        }
        assertThat(timestamps.get(100) - timestamps.get(99)).isEqualTo(101 * 960);
    }
}
