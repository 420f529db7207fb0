package org.consilium.perf.load.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void percentilesAreThoseOfTheSortedValuesToTwoPercent() {
        var random = new SplittableRandom(7);
        var histogram = new LatencyHistogram();
        long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 25);
            histogram.add(values[i]);
        }
        Arrays.sort(values);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat((double) histogram.percentileNanos(share))
                    .as("share %s", share)
                    .isCloseTo((double) exact, Percentage.withPercentage(2));
        }
        assertThat(histogram.percentileNanos(1)).isEqualTo(values[values.length - 1]);
    }

    @Test
    void smallValuesAreExactAndNegativeOnesCountAsNothing() {
        var histogram = new LatencyHistogram();
        histogram.add(-5);
        histogram.add(3);
        histogram.add(90);
        assertThat(histogram.percentileNanos(0.3)).isZero();
        assertThat(histogram.percentileNanos(0.6)).isEqualTo(3);
        assertThat((double) histogram.percentileNanos(1)).isCloseTo(90, within(0.0));
    }

    @Test
    void emptyOneKnowsNoPercentiles() {
        var histogram = new LatencyHistogram();
        histogram.add(7);
        histogram.clear();
        assertThat(histogram.percentileNanos(0.5)).isZero();
        assertThat(histogram.count()).isZero();
    }

    @Test
    void theLargestDurationHasABucket() {
        var histogram = new LatencyHistogram();
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.percentileNanos(0.5)).isEqualTo(Long.MAX_VALUE);
    }
}
