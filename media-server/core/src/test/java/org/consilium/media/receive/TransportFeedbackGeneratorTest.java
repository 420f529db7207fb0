package org.consilium.media.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.junit.jupiter.api.Test;

class TransportFeedbackGeneratorTest {
    private static final long MILLI = 1_000_000;
    private static final long START = 77_777 * MILLI;

    private final TransportFeedbackGenerator generator = new TransportFeedbackGenerator();
    private final byte[] array = new byte[1200];
    private final List<String> told = new ArrayList<>();
    private int messages;

    private void collect(long nowNanos) {
        while (true) {
            int length = generator.writeFeedback(array, 0, array.length, 1, 2, nowNanos);
            if (length == 0) {
                return;
            }
            messages++;
            assertThat(RtcpReader.read(array, 0, length, new Listener())).isTrue();
        }
    }

    private final class Listener implements RtcpVisitor {
        @Override
        public void onTransportArrival(int sequence, long arrivalTicks) {
            told.add(sequence + "@" + arrivalTicks);
        }

        @Override
        public void onTransportLoss(int sequence) {
            told.add(sequence + " lost");
        }
    }

    @Test
    void tellsArrivalsAndLossesAfterTheInterval() {
        generator.onPacket(65_534, START);
        generator.onPacket(65_535, START + MILLI);
        generator.onPacket(2, START + 2 * MILLI);
        assertThat(generator.nextDeadlineNanos()).isEqualTo(START + 50 * MILLI);
        collect(START + 49 * MILLI);
        assertThat(told).isEmpty();
        collect(START + 50 * MILLI);
        long tick = START / 250_000;
        assertThat(told)
                .containsExactly(
                        "65534@" + tick,
                        "65535@" + (tick + 4),
                        "0 lost",
                        "1 lost",
                        "2@" + (tick + 8));
        assertThat(generator.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLatePacketIsToldWithAllThatFollow() {
        for (int sequence : new int[] {10, 11, 13}) {
            generator.onPacket(sequence, START);
        }
        collect(START + 50 * MILLI);
        told.clear();
        generator.onPacket(12, START + 60 * MILLI);
        generator.onPacket(12, START + 61 * MILLI);
        generator.onPacket(14, START + 62 * MILLI);
        collect(START + 110 * MILLI);
        assertThat(told).hasSize(3).first().asString().startsWith("12@");
    }

    @Test
    void manyPacketsAreToldAtOnce() {
        for (int sequence = 0; sequence < 100; sequence++) {
            generator.onPacket(sequence, START + sequence * 10_000L);
        }
        assertThat(generator.nextDeadlineNanos()).isLessThanOrEqualTo(START + MILLI);
        collect(START + MILLI);
        assertThat(told).hasSize(100);
        assertThat(messages).isEqualTo(1);
    }

    @Test
    void aLongSilenceNeedsANewReferenceAndNothingElse() {
        generator.onPacket(1, START);
        generator.onPacket(2, START + 20_000 * MILLI);
        collect(START + 20_050 * MILLI);
        assertThat(messages).isEqualTo(2);
        assertThat(told)
                .containsExactly("1@" + START / 250_000, "2@" + (START + 20_000 * MILLI) / 250_000);
    }

    @Test
    void everyPacketIsToldAtItsTimeHoweverTheNetworkBehaves() {
        long seed = 31;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        Set<Long> arrived = new HashSet<>();
        Set<String> expected = new HashSet<>();
        Set<String> heard = new HashSet<>();
        long now = START;
        long sequence = 60_000;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextInt(2_000_000);
            sequence += random.nextInt(100) == 0 ? random.nextInt(200) : 1;
            long number = sequence - (random.nextInt(20) == 0 ? random.nextInt(30) : 0);
            if (number >= 60_000 && arrived.add(number)) {
                expected.add((number & 0xffff) + "@" + now / 250_000);
            }
            generator.onPacket((int) number & 0xffff, now);
            if (now >= generator.nextDeadlineNanos()) {
                collect(now);
            }
        }
        collect(now + 50 * MILLI);
        told.removeIf(line -> line.endsWith("lost"));
        heard.addAll(told);
        expected.removeAll(heard);
        assertThat(expected).isEmpty();
    }

    @Test
    void hostileNumbersDoNoHarm() {
        long seed = 32;
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            generator.onPacket(random.nextInt(0x10000), START + i * 10_000L);
            if (i % 7 == 0) {
                collect(START + i * 10_000L);
            }
        }
        assertThat(messages).isPositive();
    }
}
