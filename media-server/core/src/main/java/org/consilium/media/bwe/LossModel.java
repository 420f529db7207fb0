package org.consilium.media.bwe;

import java.util.Arrays;

/**
 * Tells loss that we cause from loss that is there anyway. A radio link loses the same share
 * whatever is sent; a full queue or a policer loses what is over its rate. Which of the two
 * explains the last seconds better decides: over candidates for the bandwidth {@code b} and the
 * inherent loss {@code p} the likelihood of what was lost is greatest, where a packet sent at rate
 * {@code r} is lost with probability {@code p + (1 − p) · max(0, 1 − b/r)}. The idea is that of
 * libwebrtc's second loss-based estimator; this is a search over a small grid. Single writer.
 */
final class LossModel {
    private static final int WINDOW = 24;

    /** An observation is this long at least, and has so many packets. */
    private static final long OBSERVATION_NANOS = 250_000_000L;

    private static final int OBSERVATION_PACKETS = 15;

    /** Below this share nothing is done about loss: repair copes. */
    private static final double HARMLESS = 0.02;

    /** Beyond this share what we send is of no use to anybody. */
    private static final double RUINOUS = 0.35;

    /** From this share on it matters whose fault the loss is. */
    private static final double SUSPICIOUS = 0.07;

    private static final int VARIATION_WINDOW = 12;

    /** Rates that differ by this factor tell the two kinds of loss apart. */
    private static final double VARIED = 1.25;

    /** Weight of an observation relative to its successor. */
    private static final double AGEING = 0.94;

    private static final double[] INHERENT = {
        0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3
    };

    /** Candidates for the bandwidth, as shares of the present estimate; the last is no limit. */
    private static final double[] BANDWIDTHS = {0.5, 0.7, 0.8, 0.9, 1, Double.POSITIVE_INFINITY};

    /**
     * How much better than no limit a limit must explain the losses, in units of log-likelihood.
     */
    private static final double EVIDENCE = 4;

    private final double[] rates = new double[WINDOW];
    private final int[] packets = new int[WINDOW];
    private final int[] losses = new int[WINDOW];
    private int observations;
    private int currentPackets;
    private int currentLosses;
    private long currentBytes;
    private long currentSinceNanos = Long.MIN_VALUE;
    private double inherent;
    private double limitBps = Double.POSITIVE_INFINITY;
    private double lossShare;

    void onPacket(int sizeBytes, boolean lost) {
        currentPackets++;
        currentBytes += sizeBytes;
        if (lost) {
            currentLosses++;
        }
    }

    /** A packet that was told lost has arrived after all. */
    void onLateArrival() {
        if (currentLosses > 0) {
            currentLosses--;
        }
    }

    /** A report is complete; true when an observation was closed by it. */
    boolean onReport(double estimateBps, long nowNanos) {
        if (currentSinceNanos == Long.MIN_VALUE) {
            currentSinceNanos = nowNanos;
            currentPackets = 0;
            currentBytes = 0;
            currentLosses = 0;
            return false;
        }
        long duration = nowNanos - currentSinceNanos;
        if (duration < OBSERVATION_NANOS || currentPackets < OBSERVATION_PACKETS) {
            return false;
        }
        int slot = observations++ % WINDOW;
        rates[slot] = currentBytes * 8e9 / duration;
        packets[slot] = currentPackets;
        losses[slot] = currentLosses;
        currentSinceNanos = nowNanos;
        currentPackets = 0;
        currentBytes = 0;
        currentLosses = 0;
        judge(estimateBps);
        return true;
    }

    /**
     * Whether much is lost and nothing tells why, because always as much was sent: less for a
     * moment would tell.
     */
    boolean needsVariation() {
        int known = Math.min(observations, WINDOW);
        if (lossShare < SUSPICIOUS || known < VARIATION_WINDOW) {
            return false;
        }
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int age = 0; age < VARIATION_WINDOW; age++) {
            double rate = rates[(observations - 1 - age) % WINDOW];
            least = Math.min(least, rate);
            most = Math.max(most, rate);
        }
        return most < VARIED * least;
    }

    private void judge(double estimateBps) {
        int known = Math.min(observations, WINDOW);
        double sent = 0;
        double lost = 0;
        double weight = 1;
        for (int age = 0; age < known; age++) {
            int slot = (observations - 1 - age) % WINDOW;
            sent += weight * packets[slot];
            lost += weight * losses[slot];
            weight *= AGEING;
        }
        lossShare = lost / Math.max(1, sent);
        if (lossShare < HARMLESS) {
            inherent = lossShare;
            limitBps = Double.POSITIVE_INFINITY;
            return;
        }
        double unlimited = best(Double.POSITIVE_INFINITY, known);
        double unlimitedInherent = inherent;
        double bestLimit = Double.POSITIVE_INFINITY;
        double bestLikelihood = unlimited + EVIDENCE;
        double bestInherent = unlimitedInherent;
        for (double share : BANDWIDTHS) {
            if (share < Double.POSITIVE_INFINITY) {
                double likelihood = best(share * estimateBps, known);
                if (likelihood > bestLikelihood) {
                    bestLikelihood = likelihood;
                    bestLimit = share * estimateBps;
                    bestInherent = inherent;
                }
            }
        }
        inherent = bestInherent;
        limitBps = bestLimit;
        if (bestLimit == Double.POSITIVE_INFINITY && lossShare > RUINOUS) {
            limitBps = 0.85 * estimateBps;
        }
    }

    /** The greatest likelihood of this bandwidth; leaves its inherent loss in the field. */
    private double best(double bandwidthBps, int known) {
        double best = Double.NEGATIVE_INFINITY;
        for (double candidate : INHERENT) {
            double sum = 0;
            double weight = 1;
            for (int age = 0; age < known; age++) {
                int slot = (observations - 1 - age) % WINDOW;
                double over = Math.max(0, 1 - bandwidthBps / rates[slot]);
                double p = candidate + (1 - candidate) * over;
                sum +=
                        weight
                                * (losses[slot] * Math.log(p)
                                        + (packets[slot] - losses[slot]) * Math.log1p(-p));
                weight *= AGEING;
            }
            if (sum > best) {
                best = sum;
                inherent = candidate;
            }
        }
        return best;
    }

    /** The share that is lost whatever is sent. */
    double inherentLoss() {
        return inherent;
    }

    /** The share lost in the last seconds. */
    double lossShare() {
        return lossShare;
    }

    /** No more than this should be sent; infinite when loss does not say. */
    double limitBps() {
        return limitBps;
    }

    void reset() {
        observations = 0;
        currentSinceNanos = Long.MIN_VALUE;
        inherent = 0;
        lossShare = 0;
        limitBps = Double.POSITIVE_INFINITY;
        Arrays.fill(packets, 0);
    }
}
