package org.consilium.media.bwe;

/**
 * Bounds of an estimate.
 *
 * @param minBps never less, or a path that recovers would never be noticed
 * @param startBps before anything is known
 * @param maxBps never more
 */
public record EstimatorSettings(long minBps, long startBps, long maxBps) {
    /**
     * From one voice to all that one person can look at. Begins with one large picture: a probe and
     * the first reports correct it within half a second, and a joiner sees everybody at once.
     */
    public static final EstimatorSettings DEFAULT =
            new EstimatorSettings(30_000, 2_000_000, 20_000_000);

    public EstimatorSettings {
        if (minBps <= 0 || startBps < minBps || maxBps < startBps) {
            throw new IllegalArgumentException(minBps + ", " + startBps + ", " + maxBps);
        }
    }
}
