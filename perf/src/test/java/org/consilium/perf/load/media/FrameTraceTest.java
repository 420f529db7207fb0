package org.consilium.perf.load.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTraceTest {
    @ParameterizedTest
    @EnumSource
    void eachEncoderKeptToWhatItWasAllowed(VideoLayerPlan layer) {
        FrameTrace trace = FrameTrace.of(layer.kind(false).trace());

        assertThat(trace.bitrateBps(VideoSender.FRAMES_PER_SECOND))
                .isBetween(layer.bitrateBps() / 3, layer.bitrateBps() * 5 / 4);
        assertThat(trace.keyframeBytes(0)).isPositive();
    }

    @Test
    void speechFitsIntoOnePacketEach() {
        FrameTrace trace = FrameTrace.of("a");
        for (int i = 0; i < 1_000; i++) {
            assertThat(trace.deltaBytes(0, i)).isBetween(1, 400);
        }
    }
}
