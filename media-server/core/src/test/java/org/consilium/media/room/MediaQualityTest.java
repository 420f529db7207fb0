package org.consilium.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaQualityTest {
    private static final long MILLI = 1_000_000;

    private final MediaQuality quality = new MediaQuality();

    @Test
    void everyReportFallsIntoTheClassesThatHoldIt() {
        quality.onReceiverReported(0, 0, 0);
        quality.onReceiverReported(13, 3 * MILLI, 100 * MILLI);
        quality.onReceiverReported(255, 5_000 * MILLI, 9_000 * MILLI);

        MediaQuality.Snapshot told = quality.snapshot();

        assertThat(told.lossToReceivers().bounds())
                .containsExactly(0L, 1L, 3L, 5L, 13L, 26L, 51L, 128L);
        assertThat(told.lossToReceivers().upTo())
                .containsExactly(1L, 1L, 1L, 1L, 2L, 2L, 2L, 2L, 3L);
        assertThat(told.jitterToReceiversNanos().upTo().getLast()).isEqualTo(3);
        assertThat(told.roundTripNanos().upTo().getLast()).as("known round trips").isEqualTo(2);
        assertThat(told.roundTripNanos().upTo().get(3)).as("up to 50 ms").isZero();
        assertThat(told.roundTripNanos().upTo().get(4)).as("up to 100 ms").isEqualTo(1);
    }

    @Test
    void aSnapshotStaysWhatItWas() {
        MediaQuality.Snapshot before = quality.snapshot();
        quality.onPublisherReported(7, 7 * MILLI);
        assertThat(before.lossFromPublishers().upTo()).containsOnly(0L);
        assertThat(quality.snapshot().lossFromPublishers().upTo().getLast()).isEqualTo(1);
        assertThat(quality.snapshot().lossToReceivers().upTo()).containsOnly(0L);
    }
}
