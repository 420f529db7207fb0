package org.consilium.media.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConnectionScoreTest {
    private static final long MILLI = 1_000_000L;

    private static ConnectionQuality quality(double loss, long roundTripMillis, double missing) {
        return ConnectionScore.quality(
                ConnectionScore.of(loss, 5 * MILLI, roundTripMillis * MILLI, missing));
    }

    @Test
    void aGoodPathIsExcellentAndABadOneIsPoor() {
        assertThat(quality(0, 30, 0)).isEqualTo(ConnectionQuality.EXCELLENT);
        assertThat(quality(0.01, 60, 0)).isEqualTo(ConnectionQuality.EXCELLENT);
        assertThat(quality(0.03, 100, 0)).isEqualTo(ConnectionQuality.GOOD);
        assertThat(quality(0.10, 100, 0)).isEqualTo(ConnectionQuality.POOR);
        assertThat(quality(0, 800, 0)).isEqualTo(ConnectionQuality.POOR);
    }

    @Test
    void missingLayersCount() {
        assertThat(quality(0, 30, 1.0 / 3)).isEqualTo(ConnectionQuality.GOOD);
        assertThat(quality(0, 30, 1)).isEqualTo(ConnectionQuality.POOR);
    }

    @Test
    void worseIsNeverBetterAndTheScaleIsKept() {
        double before = 4.5;
        for (double loss = 0; loss <= 1; loss += 0.01) {
            double score = ConnectionScore.of(loss, 0, 0, 0);
            assertThat(score).isBetween(0.95, 4.5).isLessThanOrEqualTo(before + 0.05);
            before = score;
        }
        assertThat(ConnectionScore.of(0, 0, 0, 0)).isCloseTo(4.4, within(0.1));
    }
}
