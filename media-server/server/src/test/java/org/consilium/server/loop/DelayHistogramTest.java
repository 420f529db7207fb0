package org.consilium.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DelayHistogramTest {
    private final DelayHistogram histogram = new DelayHistogram();

    @Test
    void emptyHistogramAnswersZero() {
        assertThat(histogram.quantileNanos(0.99)).isZero();
        assertThat(histogram.maxNanos()).isZero();
    }

    @Test
    void quantilesAreAtMostAnEighthTooHigh() {
        for (int i = 1; i <= 100_000; i++) {
            histogram.record(i * 1_000L);
        }
        assertThat(histogram.quantileNanos(0.5)).isBetween(50_000_000L, 56_250_000L);
        assertThat(histogram.quantileNanos(0.99)).isBetween(99_000_000L, 100_000_000L);
        assertThat(histogram.maxNanos()).isEqualTo(100_000_000L);
    }

    @Test
    void anyValueFitsAndNoQuantileIsBelowIt() {
        long seed = 20261121;
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            var one = new DelayHistogram();
            long value = random.nextLong() >>> random.nextInt(1, 64);
            one.record(value);
            assertThat(one.quantileNanos(0.5)).as("seed %d value %d", seed, value).isEqualTo(value);
        }
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);
        assertThat(histogram.maxNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.quantileNanos(0.5)).isZero();
    }

    @Test
    void stallIsForgottenAfterTwoIntervals() {
        histogram.record(5_000_000_000L);
        histogram.rotate();
        histogram.record(1_000);
        assertThat(histogram.maxNanos()).isEqualTo(5_000_000_000L);
        histogram.rotate();
        assertThat(histogram.maxNanos()).isEqualTo(1_000);
    }
}
