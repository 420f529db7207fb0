package org.consilium.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchedLayersTest {
    private static final long SECOND = 1_000_000_000L;

    private final WatchedLayers layers = new WatchedLayers();

    @Test
    void tellsNothingWhileEverythingIsWatched() {
        for (int i = 0; i < 100; i++) {
            assertThat(layers.poll(2, i * SECOND)).isFalse();
        }
        assertThat(layers.told()).isEqualTo(2);
    }

    @Test
    void tellsLessOnlyAfterFiveSecondsAndMoreAtOnce() {
        assertThat(layers.poll(0, 0)).isFalse();
        assertThat(layers.poll(0, 4 * SECOND)).isFalse();
        assertThat(layers.poll(0, 5 * SECOND)).isTrue();
        assertThat(layers.told()).isZero();
        assertThat(layers.poll(1, 5 * SECOND + 1)).isTrue();
        assertThat(layers.told()).isEqualTo(1);
    }

    @Test
    void aChangeOfMindStartsTheWaitAnew() {
        assertThat(layers.poll(WatchedLayers.NOBODY, 0)).isFalse();
        assertThat(layers.poll(2, 4 * SECOND)).isFalse();
        assertThat(layers.poll(WatchedLayers.NOBODY, 6 * SECOND)).isFalse();
        assertThat(layers.poll(WatchedLayers.NOBODY, 10 * SECOND)).isFalse();
        assertThat(layers.poll(WatchedLayers.NOBODY, 11 * SECOND)).isTrue();
        assertThat(layers.told()).isEqualTo(WatchedLayers.NOBODY);
    }

    @Test
    void aDeclineTellsTheMostThatWasWatchedMeanwhile() {
        assertThat(layers.poll(0, 0)).isFalse();
        assertThat(layers.poll(1, 2 * SECOND)).isFalse();
        assertThat(layers.poll(0, 4 * SECOND)).isFalse();
        assertThat(layers.poll(0, 7 * SECOND)).isTrue();
        assertThat(layers.told()).isEqualTo(1);
    }
}
