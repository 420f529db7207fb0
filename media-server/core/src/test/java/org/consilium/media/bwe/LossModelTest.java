package org.consilium.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LossModelTest {
    private final SplittableRandom random = new SplittableRandom(11);
    private final LossModel model = new LossModel();
    private long nowNanos = 1_000_000_000L;

    /** Observations at a rate, each packet lost with a probability. */
    private void observe(int observations, double rateBps, double loss) {
        for (int i = 0; i < observations; i++) {
            nowNanos += 250_000_000L;
            for (int bytes = 0; bytes < rateBps / 8 / 4; bytes += 1200) {
                model.onPacket(1200, random.nextDouble() < loss);
            }
            model.onReport(rateBps, nowNanos);
        }
    }

    @Test
    void lossThatDoesNotDependOnTheRateIsNoLimit() {
        for (int i = 0; i < 6; i++) {
            observe(2, 1e6, 0.1);
            observe(2, 2e6, 0.1);
        }
        assertThat(model.limitBps()).isInfinite();
        assertThat(model.inherentLoss()).isBetween(0.05, 0.15);
    }

    @Test
    void lossOfWhatIsOverARateIsThatRate() {
        for (int i = 0; i < 6; i++) {
            observe(2, 1e6, 0);
            observe(2, 2e6, 0.4);
        }
        assertThat(model.limitBps()).isBetween(1e6, 1.4e6);
        assertThat(model.inherentLoss()).isLessThan(0.02);
    }

    @Test
    void aSteadyRateWithMuchLossAsksForATrial() {
        observe(14, 2e6, 0.2);
        assertThat(model.needsVariation()).isTrue();

        observe(4, 1.2e6, 0.2);
        assertThat(model.needsVariation()).isFalse();
    }

    @Test
    void aLittleLossIsNobodysBusiness() {
        observe(20, 2e6, 0.01);
        assertThat(model.limitBps()).isInfinite();
        assertThat(model.needsVariation()).isFalse();
    }
}
