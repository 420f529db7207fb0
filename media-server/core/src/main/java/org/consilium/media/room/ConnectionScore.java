package org.consilium.media.room;

/**
 * How good one direction of a connection is, on the scale of the mean opinion score, 1 to 4.5.
 *
 * <p>The E-model of ITU-T G.107 in its usual short form: delay costs what Cole and Rosenbluth
 * fitted ("Voice over IP performance monitoring", 2001), loss what G.107 §7 says of a codec that
 * conceals it. Missing layers of video are ours: {@link #LAYER_IMPAIRMENT}. Pure functions.
 */
final class ConnectionScore {
    /** What is left of the rating without impairments of the path (G.107, default values). */
    private static final double UNIMPAIRED = 93.2;

    /** G.107 §7: the loss, in percent, at which half of all quality is gone; Opus conceals well. */
    private static final double LOSS_ROBUSTNESS = 10;

    /** Where conversation starts to suffer from delay (Cole, Rosenbluth), one way in ms. */
    private static final double NOTICED_DELAY_MILLIS = 177.3;

    /** One packet of sound and the receiver's buffer, where the network adds none. */
    private static final double FIXED_DELAY_MILLIS = 40;

    /** A picture without any of its layers is as bad as loss of a quarter of what is said. */
    private static final double LAYER_IMPAIRMENT = 40;

    private ConnectionScore() {}

    /**
     * The score of one direction.
     *
     * @param lossShare of packets, 0..1
     * @param missingShare of the video layers that somebody wants and nobody gets, 0..1
     */
    static double of(double lossShare, long jitterNanos, long roundTripNanos, double missingShare) {
        double delayMillis = FIXED_DELAY_MILLIS + roundTripNanos / 2e6 + 2 * (jitterNanos / 1e6);
        double rating = UNIMPAIRED - 0.024 * delayMillis;
        if (delayMillis > NOTICED_DELAY_MILLIS) {
            rating -= 0.11 * (delayMillis - NOTICED_DELAY_MILLIS);
        }
        double lossPercent = 100 * Math.clamp(lossShare, 0.0, 1.0);
        rating -= 95 * lossPercent / (lossPercent + LOSS_ROBUSTNESS);
        rating -= LAYER_IMPAIRMENT * Math.clamp(missingShare, 0.0, 1.0);
        return opinion(rating);
    }

    /** G.107 Annex B: the mean opinion score of a rating. */
    private static double opinion(double rating) {
        if (rating <= 0) {
            return 1;
        }
        return 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
    }

    /**
     * The word for a score. G.107 Annex B: users are satisfied from 4.0 on, and nearly all are
     * dissatisfied below 3.1.
     */
    static ConnectionQuality quality(double score) {
        if (score >= 4.0) {
            return ConnectionQuality.EXCELLENT;
        }
        return score >= 3.1 ? ConnectionQuality.GOOD : ConnectionQuality.POOR;
    }
}
