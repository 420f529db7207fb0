package org.consilium.media.bwe;

/**
 * Tells a growing queue from noise by a threshold that follows the trend slowly
 * (draft-ietf-rmcat-gcc-02 §5.4): without adaptation a flow next to TCP, which keeps the queue
 * moving, would give everything up. Single writer.
 */
final class OveruseDetector {
    private static final double INITIAL_THRESHOLD_MILLIS = 12.5;
    private static final double MIN_THRESHOLD_MILLIS = 6;
    private static final double MAX_THRESHOLD_MILLIS = 600;

    /** Per millisecond; §5.4: the threshold falls faster than it rises. */
    private static final double GAIN_UP = 0.0087;

    private static final double GAIN_DOWN = 0.039;

    /** A jump beyond this is a route change or a hiccup, nothing to adapt to. */
    private static final double MAX_ADAPTATION_MILLIS = 15;

    /** A slope is judged by what it would add up to over as many groups. */
    private static final int MAX_GROUPS = 60;

    private static final double GAIN = 4;

    /** The trend must stand this long; one late group is not a queue. */
    private static final double OVERUSE_MILLIS = 10;

    private double threshold = INITIAL_THRESHOLD_MILLIS;
    private double overusingMillis = -1;
    private int overusingGroups;
    private double previousSlope;
    private Usage usage = Usage.NORMAL;

    void onTrend(double slope, int groups, int arrivalDeltaMicros) {
        double deltaMillis = arrivalDeltaMicros / 1000.0;
        double trend = slope * Math.min(groups, MAX_GROUPS) * GAIN;
        if (trend > threshold) {
            overusingMillis = overusingMillis < 0 ? deltaMillis / 2 : overusingMillis + deltaMillis;
            overusingGroups++;
            if (overusingMillis > OVERUSE_MILLIS && overusingGroups > 1 && slope >= previousSlope) {
                overusingMillis = 0;
                overusingGroups = 0;
                usage = Usage.OVERUSE;
            }
        } else {
            overusingMillis = -1;
            overusingGroups = 0;
            usage = trend < -threshold ? Usage.UNDERUSE : Usage.NORMAL;
        }
        previousSlope = slope;
        adapt(Math.abs(trend), Math.min(deltaMillis, 100));
    }

    private void adapt(double trend, double deltaMillis) {
        if (trend > threshold + MAX_ADAPTATION_MILLIS) {
            return;
        }
        double gain = trend < threshold ? GAIN_DOWN : GAIN_UP;
        threshold += gain * (trend - threshold) * deltaMillis;
        threshold = Math.clamp(threshold, MIN_THRESHOLD_MILLIS, MAX_THRESHOLD_MILLIS);
    }

    Usage usage() {
        return usage;
    }

    void reset() {
        overusingMillis = -1;
        overusingGroups = 0;
        previousSlope = 0;
        usage = Usage.NORMAL;
    }
}
