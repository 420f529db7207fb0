package org.consilium.media.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every floor of the acceptance table for bandwidth estimation, with one seed. */
class CongestionControlTest {
    private static final long SEED = 1;

    @Test
    void everyFloorHolds() {
        var table = new QualityTable();

        new CongestionCases(table).runAll(SEED);

        assertThat(table.belowFloor()).as(table.markdown()).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        var first = new QualityTable();
        new CongestionCases(first).varyingCapacity(SEED);
        var second = new QualityTable();
        new CongestionCases(second).varyingCapacity(SEED);

        assertThat(second.markdown()).isEqualTo(first.markdown());
    }

    @Test
    void aThousandSecondsTakeLessThanFive() {
        assertThat(CongestionCases.speed()).isLessThan(5);
    }
}
