package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SsrcIndexesTest {
    private static final long SEED = 3711;

    /** RFC 3711 appendix A, written as it stands there. */
    private static long guessOfAppendixA(long highest, int sequence) {
        long rollover = highest >>> 16;
        int last = (int) (highest & 0xffff);
        long v;
        if (last < 32768) {
            v = sequence - last > 32768 ? rollover - 1 : rollover;
        } else {
            v = last - 32768 > sequence ? rollover + 1 : rollover;
        }
        return sequence + v * 65536;
    }

    @Test
    void guessesTheIndexAsTheRfcDoes() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            var indexes = new SsrcIndexes(8, 64);
            long highest = random.nextLong(1L << (16 + random.nextInt(32)));
            indexes.add(1, highest);
            int offset = random.nextInt(5);
            int sequence =
                    switch (offset) {
                        case 0 -> (int) (highest + 32768) & 0xffff;
                        case 1 -> (int) (highest + 32767) & 0xffff;
                        case 2 -> (int) (highest - 32767) & 0xffff;
                        default -> random.nextInt(65536);
                    };
            assertThat(indexes.guess(0, sequence))
                    .as("seed %d: %d after %d", SEED, sequence, highest)
                    .isEqualTo(guessOfAppendixA(highest, sequence));
        }
    }

    /** Against a set that remembers everything. */
    @Test
    void windowAgreesWithAPerfectMemory() {
        var random = new SplittableRandom(SEED);
        for (int window : new int[] {64, 128, 1024}) {
            var indexes = new SsrcIndexes(8, window);
            var seen = new HashSet<Long>();
            long highest = random.nextInt(2000);
            indexes.add(9, highest);
            seen.add(highest);
            for (int i = 0; i < 200_000; i++) {
                long step =
                        switch (random.nextInt(20)) {
                            case 0 -> random.nextInt(3 * window);
                            case 1 -> window;
                            case 2 -> -window;
                            case 3 -> 1L - window;
                            default -> random.nextInt(40) - 30;
                        };
                long index = highest + step;
                int expected =
                        index < 0 || index <= highest - window
                                ? SrtpFailure.TOO_OLD
                                : seen.contains(index)
                                        ? SrtpFailure.REPLAYED
                                        : SsrcIndexes.NOT_SEEN;
                int status = indexes.check(0, index);
                assertThat(status).as("seed %d step %d", SEED, i).isEqualTo(expected);
                if (status == SsrcIndexes.NOT_SEEN) {
                    indexes.accept(0, index);
                    seen.add(index);
                    highest = Math.max(highest, index);
                }
            }
        }
    }

    @Test
    void findsEverySsrcWhileTheTableGrows() {
        var random = new SplittableRandom(SEED);
        var indexes = new SsrcIndexes(1024, 64);
        var expected = new HashMap<Integer, Integer>();
        expected.put(0, 0);
        indexes.add(0, 5);
        while (!indexes.isFull()) {
            // Half of them differ in the upper bits only.
            int ssrc = random.nextBoolean() ? random.nextInt() : random.nextInt() << 16;
            assertThat(indexes.find(ssrc)).isEqualTo(expected.getOrDefault(ssrc, -1));
            if (!expected.containsKey(ssrc)) {
                expected.put(ssrc, indexes.count());
                indexes.add(ssrc, 5);
            }
        }
        assertThat(expected).hasSize(1024);
        expected.forEach((ssrc, slot) -> assertThat(indexes.find(ssrc)).isEqualTo(slot));
    }
}
