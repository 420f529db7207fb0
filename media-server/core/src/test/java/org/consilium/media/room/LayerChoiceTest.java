package org.consilium.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerChoiceTest {
    private static final List<VideoLayer> LAYERS =
            List.of(layer(0, 320, 180), layer(1, 640, 360), layer(2, 1280, 720));

    private static VideoLayer layer(int quality, int width, int height) {
        return new VideoLayer(quality, width, height, 0, "", 0);
    }

    private static TrackSettings size(int width, int height) {
        return new TrackSettings(false, 0, width, height, 0, 0);
    }

    private static TrackSettings quality(int quality) {
        return new TrackSettings(false, quality, 0, 0, 0, 0);
    }

    @Test
    void nothingIsWantedOfATrackSwitchedOff() {
        var off = new TrackSettings(true, 2, 1280, 720, 0, 0);
        assertThat(LayerChoice.wanted(off, LAYERS)).isEqualTo(LayerChoice.NONE);
        assertThat(LayerChoice.nearest(LayerChoice.NONE, 0b111)).isEqualTo(LayerChoice.NONE);
    }

    @Test
    void theSmallestLayerThatFillsTheWantedSize() {
        assertThat(LayerChoice.wanted(size(100, 100), LAYERS)).isZero();
        assertThat(LayerChoice.wanted(size(320, 180), LAYERS)).isZero();
        assertThat(LayerChoice.wanted(size(330, 198), LAYERS)).as("a tenth too small").isZero();
        assertThat(LayerChoice.wanted(size(330, 202), LAYERS)).isEqualTo(1);
        assertThat(LayerChoice.wanted(size(4000, 3000), LAYERS)).isEqualTo(2);
    }

    @Test
    void aPictureInPortraitIsComparedByItsShortSide() {
        List<VideoLayer> portrait = List.of(layer(0, 180, 320), layer(1, 360, 640));
        assertThat(LayerChoice.wanted(size(170, 1000), portrait)).isZero();
        assertThat(LayerChoice.wanted(size(360, 240), portrait)).isEqualTo(1);
    }

    @Test
    void theQualityCountsWhereNoSizeIsTold() {
        assertThat(LayerChoice.wanted(quality(1), LAYERS)).isEqualTo(1);
        assertThat(LayerChoice.wanted(quality(9), LAYERS)).isEqualTo(2);
        assertThat(LayerChoice.wanted(quality(-3), LAYERS)).isZero();
        assertThat(LayerChoice.wanted(quality(2), List.of())).isZero();
        assertThat(LayerChoice.wanted(size(500, 500), List.of())).isZero();
    }

    @Test
    void aLayerThatIsNotSentGivesWayToTheNextSmallerThenTheNextLarger() {
        assertThat(LayerChoice.nearest(1, 0b111)).isEqualTo(1);
        assertThat(LayerChoice.nearest(2, 0b011)).isEqualTo(1);
        assertThat(LayerChoice.nearest(2, 0b001)).isZero();
        assertThat(LayerChoice.nearest(0, 0b110)).isEqualTo(1);
        assertThat(LayerChoice.nearest(1, 0b100)).isEqualTo(2);
        assertThat(LayerChoice.nearest(1, 0)).isEqualTo(LayerChoice.NONE);
    }
}
