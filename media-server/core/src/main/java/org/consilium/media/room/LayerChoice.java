package org.consilium.media.room;

import java.util.List;

/**
 * Which simulcast layer a subscriber is to be sent. Layers are numbered from the smallest, 0. A
 * pure function; the switch itself, at a keyframe of the new layer, is the outgoing stream's work.
 */
final class LayerChoice {
    /** Nothing is to be sent. */
    static final int NONE = -1;

    /** A layer this little too small still satisfies a wish: encoders round sizes. */
    private static final double SIZE_TOLERANCE = 0.9;

    private LayerChoice() {}

    /**
     * The layer that a subscriber's settings ask for: the smallest that is as large as the wanted
     * size, otherwise the wanted quality.
     *
     * @param layers as announced, smallest first; may be empty for an unknown single layer
     * @return a layer number, or {@link #NONE} when the track is switched off
     */
    static int wanted(TrackSettings settings, List<VideoLayer> layers) {
        if (settings.disabled()) {
            return NONE;
        }
        int top = Math.max(0, layers.size() - 1);
        int wantedShortSide = Math.min(settings.width(), settings.height());
        if (wantedShortSide > 0) {
            for (int i = 0; i < top; i++) {
                VideoLayer layer = layers.get(i);
                int shortSide = Math.min(layer.width(), layer.height());
                if (shortSide == 0 || shortSide >= wantedShortSide * SIZE_TOLERANCE) {
                    return i;
                }
            }
            return top;
        }
        return Math.min(top, Math.max(0, settings.quality()));
    }

    /**
     * The wanted layer or else the nearest that is alive, smaller ones first: a receiver that asked
     * for little may not be able to take more.
     *
     * @param wanted a layer number or {@link #NONE}
     * @param liveLayers bit i is set when layer i is being received
     */
    static int nearest(int wanted, int liveLayers) {
        if (wanted == NONE) {
            return NONE;
        }
        int below = liveLayers & ((2 << wanted) - 1);
        if (below != 0) {
            return 31 - Integer.numberOfLeadingZeros(below);
        }
        return liveLayers == 0 ? NONE : Integer.numberOfTrailingZeros(liveLayers);
    }
}
