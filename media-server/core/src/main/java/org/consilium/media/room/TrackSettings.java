package org.consilium.media.room;

/**
 * What a subscriber wants of a track.
 *
 * @param quality 0 low, 1 medium, 2 high; used when no size is given
 * @param width wanted size in pixels; 0 when not given
 * @param height wanted size in pixels; 0 when not given
 * @param framesPerSecond most frames wanted per second; 0 for all
 * @param priority larger is more important
 */
public record TrackSettings(
        boolean disabled, int quality, int width, int height, int framesPerSecond, int priority) {
    /** Everything in full. */
    public static final TrackSettings FULL = new TrackSettings(false, 2, 0, 0, 0, 0);
}
