package org.consilium.media.bwe;

/**
 * Raises and lowers the rate: by addition while the queue fills now and then, by a factor while it
 * stays empty, down to a share of what arrived when it grows (draft-ietf-rmcat-gcc-02 §5.5).
 *
 * <p>Three things go beyond the draft. The decrease is deep enough to empty the queue within half a
 * second and is then taken back to just under what the link carried: the queue is short and the
 * link used. The length of the queue counts as well as its growth, as in RFC 8698. And when the
 * queue does not drain whatever we do, somebody else fills it: then delay says nothing about us,
 * and we behave as a flow of TCP until it does (the mode switching of Copa, Arun and Balakrishnan,
 * NSDI 2018, §2.2).
 *
 * <p>Constants without a source were found by the cases of RFC 8867; see the results in perf.
 *
 * <p>Single writer.
 */
final class RateControl {
    private static final double DECREASE = 0.85;

    /** A decrease empties the queue within this, by half at the most. */
    private static final double DRAIN_MICROS = 500_000;

    private static final double MAX_DEPTH = 0.5;

    /** After the queue has drained: this share of what the link carried. */
    private static final double RESUME = 0.91;

    /** Who comes back from a pause yields less than those who took its share meanwhile. */
    private static final double RESUME_AFTER_PAUSE = 0.97;

    private static final long MAX_DRAIN_NANOS = 1_200_000_000L;

    /** A decrease shows at the earliest after a round trip and a report. */
    private static final long PATIENCE_NANOS = 100_000_000L;

    /**
     * Per second while the queue is empty only now and then: the same for all flows at a
     * bottleneck, whatever their rate and round trip, so that they become equal.
     */
    private static final double ADDITION_BPS = 90_000;

    /** Per second, once the queue has been empty for some time. */
    private static final double GROWTH = 1.08;

    private static final long GROWTH_AFTER_NANOS = 2_000_000_000L;

    /** Per second, when it has been empty even longer. */
    private static final double FAST_GROWTH = 1.2;

    private static final long FAST_GROWTH_AFTER_NANOS = 2_500_000_000L;

    /** The rate stays within this factor of what arrives: more is not known to fit (§5.5). */
    private static final double MAX_OVER_ACKNOWLEDGED = 1.5;

    private static final double OVER_ACKNOWLEDGED_BPS = 10_000;

    /** A queue this long was not made by growth: the link has become slower. */
    private static final long SEVERE_MICROS = 120_000;

    /** A flow that sends little waits this long before it takes a queue for its own. */
    private static final long NOT_OURS_NANOS = 1_000_000_000L;

    /** Unless less than this share of what it sends arrives. */
    private static final double SLOWED = 0.85;

    /** So long after a pause the rate that arrived is that of the pause. */
    private static final long RESUMED_NANOS = 1_500_000_000L;

    /** So long after a probe has raised the rate, what arrived is in part that of before. */
    private static final long RAISED_NANOS = 800_000_000L;

    /** More arrives than the link carried when its queue last grew, and there is no queue. */
    private static final double OUTGROWN = 1.02;

    /** A path that loses what is too much has no queue to warn us: go slowly for so long. */
    private static final long LIMITED_NANOS = 20_000_000_000L;

    /** Sent for a moment to find out whether loss depends on us. */
    private static final double LESS = 0.7;

    private static final long TRIAL_NANOS = 800_000_000L;
    private static final long TRIAL_INTERVAL_NANOS = 15_000_000_000L;

    /** A queue of ours grows from nothing to too long in less. */
    private static final long JITTERY_NANOS = 3_000_000_000L;

    private static final long CALM_NANOS = 1_300_000_000L;

    /** What others have just given up may be gone again: a probe raises by one step at a time. */
    private static final double MAX_STEP = 1.5;

    /** A probe is a short look: stay this far below what it measured. */
    private static final double BELOW_SATURATED = 0.95;

    private static final double BELOW_THROUGH = 0.98;

    /** A queue that stays long while we give way for this long is filled by somebody else. */
    private static final long COMPETING_NANOS = 2_000_000_000L;

    /** Of what was sent before the other came: the share to claim back. */
    private static final double CLAIM = 0.7;

    /** But not more than this times what arrives: it may be the link that has become slow. */
    private static final double MAX_CLAIM = 2.5;

    /** A segment per round trip is too much where a segment takes as long as a round trip. */
    private static final double MAX_COMPETING_GROWTH = 0.25;

    /** Bits to add per round trip: two segments make up for CUBIC's growth (RFC 9438 §4.3). */
    private static final double SEGMENT_BITS = 2_400 * 8;

    private static final double COMPETING_DECREASE = 0.9;

    /**
     * After a loss so little is sent for a moment, now and then, that the queue drains if it is
     * filled by flows like us, which do the same.
     */
    private static final double TEST_SHARE = 0.6;

    private static final long TEST_NANOS = 300_000_000L;
    private static final long TEST_INTERVAL_NANOS = 30_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final EstimatorSettings settings;
    private final QueueWatch queue = new QueueWatch();
    private double rateBps;
    private double resumeBps;

    /** What the link carried when its queue grew, 0 when that says nothing any more. */
    private double carriedBps;

    private boolean draining;
    private boolean trial;
    private boolean dropped;
    private boolean outgrown;
    private double beforeDropBps;
    private long decreasedNanos = NEVER;
    private long updatedNanos = NEVER;
    private long applicationLimitedNanos = NEVER;
    private long raisedNanos = NEVER;
    private long limitedNanos = NEVER;
    private long triedNanos = NEVER;

    private boolean competing;
    private boolean testing;
    private double beforeFilledBps;
    private long testedNanos = NEVER;

    RateControl(EstimatorSettings settings) {
        this.settings = settings;
        this.rateBps = settings.startBps();
    }

    double rateBps() {
        return rateBps;
    }

    /** The rate to go back to after a decrease that only drains the queue. */
    double lastingBps() {
        return draining || testing ? Math.max(rateBps, resumeBps) : rateBps;
    }

    /** Whether the last report led to a decrease; {@link #beforeDropBps} is what was before. */
    boolean hasDropped() {
        return dropped;
    }

    double beforeDropBps() {
        return beforeDropBps;
    }

    /** Whether the path carries more than it did: worth a probe soon. */
    boolean hasOutgrown() {
        return outgrown;
    }

    /** Whether nothing speaks against trying more. */
    boolean isCalm(long nowNanos) {
        return !draining
                && quietNanos(nowNanos) > CALM_NANOS
                && nowNanos - limitedNanos > LIMITED_NANOS;
    }

    /**
     * For how long nothing has spoken against more: no queue at all, or, where jitter looks like a
     * short queue that never goes, none that grew long, for some time longer.
     */
    private long quietNanos(long nowNanos) {
        long jittery =
                Math.min(queue.notLongNanos(nowNanos), nowNanos - decreasedNanos) - JITTERY_NANOS;
        return Math.max(queue.quietNanos(nowNanos), jittery);
    }

    /** Whether somebody else keeps the queue filled. */
    boolean isCompeting() {
        return competing;
    }

    /**
     * A report was taken in.
     *
     * @param usage what the trend of the delay says
     * @param slope of the delay, as in {@link DelayTrend#slope}
     * @param waitingMicros the shortest wait at the bottleneck of the report's packets
     * @param sentBps what was sent in the last half second, 0 when unknown
     * @param acknowledgedBps what arrived in the last half second, 0 when unknown
     * @param recentBps what arrived in the last tenth of a second, 0 when unknown
     * @param inherentLoss share lost whatever is sent
     * @param lostPackets newly told lost by the report
     */
    void onReport(
            Usage usage,
            double slope,
            long waitingMicros,
            double sentBps,
            double acknowledgedBps,
            double recentBps,
            double inherentLoss,
            int lostPackets,
            boolean applicationLimited,
            long roundTripNanos,
            long nowNanos) {
        dropped = false;
        outgrown = false;
        double seconds = Math.clamp((nowNanos - updatedNanos) / 1e9, 0, 0.25);
        updatedNanos = nowNanos;
        if (applicationLimited) {
            applicationLimitedNanos = nowNanos;
        }
        queue.onReport(waitingMicros, nowNanos);
        judgeCompetition(acknowledgedBps, nowNanos);
        if (competing) {
            compete(
                    acknowledgedBps,
                    lostPackets,
                    applicationLimited,
                    seconds,
                    roundTripNanos,
                    nowNanos);
            return;
        }
        boolean slowed = acknowledgedBps > 0 && acknowledgedBps < SLOWED * sentBps;
        if (applicationLimited && !slowed && queue.longForNanos(nowNanos) < NOT_OURS_NANOS) {
            // What we send does not fill this queue; what could be sent is not known any better.
            return;
        }
        long sinceDecrease = nowNanos - decreasedNanos;
        boolean growing = usage == Usage.OVERUSE && !queue.isEmpty();
        boolean tooLong = queue.isLong() && slope > -0.01;
        if (growing || tooLong) {
            boolean works = draining && slope < 0 && sinceDecrease < MAX_DRAIN_NANOS;
            if (sinceDecrease > roundTripNanos + PATIENCE_NANOS && !works) {
                decrease(acknowledgedBps, recentBps, inherentLoss, nowNanos);
            }
        } else if (draining) {
            if ((queue.isEmpty() && sinceDecrease > roundTripNanos + minDrainNanos())
                    || sinceDecrease > MAX_DRAIN_NANOS) {
                draining = false;
                rateBps = Math.max(rateBps, resumeBps);
            }
        } else if ((usage != Usage.UNDERUSE || queue.isEmpty()) && !applicationLimited) {
            increase(acknowledgedBps, seconds, nowNanos);
        }
    }

    /** A trial of less has to last for some observations of the loss. */
    private long minDrainNanos() {
        return trial ? TRIAL_NANOS : 0;
    }

    private void decrease(
            double acknowledgedBps, double recentBps, double inherentLoss, long nowNanos) {
        double arrived = acknowledgedBps > 0 ? acknowledgedBps : rateBps;
        boolean severe = queue.waitingMicros() > SEVERE_MICROS;
        boolean resumed = nowNanos - applicationLimitedNanos < RESUMED_NANOS;
        if (severe && !resumed && recentBps > 0) {
            arrived = Math.min(arrived, recentBps);
        }
        double carried = arrived / (1 - Math.min(0.5, inherentLoss));
        if (resumed && !severe) {
            // What arrived is that of the pause; the others have to make room again.
            carried = Math.max(carried, rateBps);
        } else if (!severe && nowNanos - raisedNanos < RAISED_NANOS) {
            carried = Math.max(carried, recentBps);
        }
        carriedBps = carried;
        double depth = Math.clamp(queue.waitingMicros() / DRAIN_MICROS, 1 - DECREASE, MAX_DEPTH);
        resumeBps = Math.min(rateBps, (resumed ? RESUME_AFTER_PAUSE : RESUME) * carried);
        draining = true;
        trial = false;
        drop((1 - depth) * carried, nowNanos);
    }

    private void drop(double toBps, long nowNanos) {
        beforeDropBps = rateBps;
        decreasedNanos = nowNanos;
        dropped = toBps < rateBps;
        rateBps = bound(Math.min(rateBps, toBps));
    }

    private void increase(double acknowledgedBps, double seconds, long nowNanos) {
        long quiet = quietNanos(nowNanos);
        outgrown = carriedBps > 0 && acknowledgedBps > OUTGROWN * carriedBps && isCalm(nowNanos);
        double raised = rateBps + ADDITION_BPS * seconds;
        if (quiet > GROWTH_AFTER_NANOS && nowNanos - limitedNanos > LIMITED_NANOS) {
            double growth = quiet < FAST_GROWTH_AFTER_NANOS ? GROWTH : FAST_GROWTH;
            raised = Math.max(raised, rateBps * Math.pow(growth, seconds));
        }
        double most = MAX_OVER_ACKNOWLEDGED * acknowledgedBps + OVER_ACKNOWLEDGED_BPS;
        if (acknowledgedBps > 0 && rateBps < most) {
            rateBps = bound(Math.min(raised, most));
        }
    }

    /** Finds out whether the queue is ours. */
    private void judgeCompetition(double acknowledgedBps, long nowNanos) {
        if (competing) {
            if (queue.isShort()) {
                competing = false;
                testing = false;
                beforeFilledBps = rateBps;
            }
        } else if (queue.isEmpty()) {
            if (nowNanos - decreasedNanos > COMPETING_NANOS) {
                beforeFilledBps = rateBps;
            }
        } else if (queue.longForNanos(nowNanos) > COMPETING_NANOS
                && rateBps < CLAIM * beforeFilledBps) {
            competing = true;
            draining = false;
            rateBps =
                    bound(
                            Math.clamp(
                                    CLAIM * beforeFilledBps,
                                    rateBps,
                                    Math.max(rateBps, MAX_CLAIM * acknowledgedBps)));
        }
    }

    /** As a flow of TCP would: some segments more per round trip, less after a loss. */
    private void compete(
            double acknowledgedBps,
            int lostPackets,
            boolean applicationLimited,
            double seconds,
            long roundTripNanos,
            long nowNanos) {
        long sinceDecrease = nowNanos - decreasedNanos;
        if (testing) {
            if (sinceDecrease > TEST_NANOS + roundTripNanos) {
                testing = false;
                rateBps = bound(resumeBps);
            }
        } else if (lostPackets > 0 && sinceDecrease > roundTripNanos) {
            double arrived = Math.max(acknowledgedBps, rateBps / 2);
            resumeBps = COMPETING_DECREASE * Math.min(rateBps, arrived);
            testing = nowNanos - testedNanos > TEST_INTERVAL_NANOS;
            if (testing) {
                testedNanos = nowNanos;
            }
            drop(testing ? TEST_SHARE * resumeBps : resumeBps, nowNanos);
        } else if (!applicationLimited) {
            double roundTrip = Math.max(0.05, roundTripNanos / 1e9);
            double addition = SEGMENT_BITS / roundTrip / roundTrip;
            double most = MAX_COMPETING_GROWTH * rateBps + OVER_ACKNOWLEDGED_BPS;
            rateBps = bound(rateBps + Math.min(addition, most) * seconds);
        }
    }

    /**
     * A probe measured this much. One that filled the bottleneck tells what the bottleneck carries
     * only while we have it to ourselves; among others it tells how much we can take from them.
     *
     * @param saturated whether the probe filled the bottleneck
     * @param trusted whether little was known before: at the start, and while little is sent
     */
    void onProbe(double measuredBps, boolean saturated, boolean trusted) {
        if (draining || (saturated && !trusted)) {
            return;
        }
        double safe = measuredBps * (saturated ? BELOW_SATURATED : BELOW_THROUGH);
        carriedBps = saturated ? measuredBps : 0;
        if (!trusted) {
            safe = Math.min(safe, MAX_STEP * rateBps);
        }
        if (safe > rateBps) {
            raisedNanos = updatedNanos;
            rateBps = bound(safe);
        }
    }

    /**
     * Loss allows no more.
     *
     * @param limitBps infinite when loss does not say
     * @param tryLess whether to send less for a moment to find out
     */
    void limit(double limitBps, boolean tryLess, long nowNanos) {
        if (limitBps < Double.POSITIVE_INFINITY) {
            limitedNanos = nowNanos;
        }
        if (limitBps < rateBps) {
            drop(limitBps, nowNanos);
        } else if (tryLess
                && !draining
                && !competing
                && nowNanos - triedNanos > TRIAL_INTERVAL_NANOS) {
            triedNanos = nowNanos;
            resumeBps = rateBps;
            draining = true;
            trial = true;
            drop(LESS * rateBps, nowNanos);
        }
    }

    /** Nothing is heard of the receiver. */
    void onSilence(long nowNanos) {
        drop(rateBps / 2, nowNanos);
    }

    /** The receiver is heard again after a silence. */
    void onReturn(double bitrateBps) {
        draining = false;
        competing = false;
        testing = false;
        rateBps = bound(bitrateBps);
    }

    private double bound(double bitrateBps) {
        return Math.clamp(bitrateBps, (double) settings.minBps(), (double) settings.maxBps());
    }
}
