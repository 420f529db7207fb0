package org.consilium.media.bwe;

/**
 * The slope of the one-way delay over the last groups of packets, by least squares: positive while
 * a queue grows. A line through a window reacts as fast as the filter of draft-ietf-rmcat-gcc-02
 * §5.3 and needs no model of the noise. Single writer.
 */
final class DelayTrend {
    /** Groups in the window: a fifth of a second at 100 groups a second. */
    private static final int WINDOW = 20;

    /** Share of the old value in the smoothed delay. */
    private static final double SMOOTHING = 0.9;

    private final double[] arrivalMillis = new double[WINDOW];
    private final double[] smoothedMillis = new double[WINDOW];
    private int groups;
    private double elapsedMillis;
    private double accumulated;
    private double smoothed;
    private double slope;

    /** One group arrived so much later after its predecessor, and was sent so much later. */
    void onGroup(int arrivalDeltaMicros, int sentDeltaMicros) {
        elapsedMillis += arrivalDeltaMicros / 1000.0;
        accumulated += (arrivalDeltaMicros - sentDeltaMicros) / 1000.0;
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * accumulated;
        int slot = groups % WINDOW;
        arrivalMillis[slot] = elapsedMillis;
        smoothedMillis[slot] = smoothed;
        groups++;
        if (groups >= WINDOW) {
            slope = fit();
        }
    }

    private double fit() {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanX += arrivalMillis[i];
            meanY += smoothedMillis[i];
        }
        meanX /= WINDOW;
        meanY /= WINDOW;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < WINDOW; i++) {
            double x = arrivalMillis[i] - meanX;
            covariance += x * (smoothedMillis[i] - meanY);
            variance += x * x;
        }
        return variance == 0 ? slope : covariance / variance;
    }

    /** Milliseconds of delay gained per millisecond; 0 before the window is full. */
    double slope() {
        return slope;
    }

    int groups() {
        return groups;
    }

    void reset() {
        groups = 0;
        elapsedMillis = 0;
        accumulated = 0;
        smoothed = 0;
        slope = 0;
    }
}
