package org.consilium.media.bwe;

/**
 * Estimates how much one receiver's path carries. Told every packet that is sent and every
 * transport-wide report, answers with a rate to send at and with probes to send.
 *
 * <p>A pure function of state, event and time. Single writer: the room's loop. One per transport.
 */
public final class BandwidthEstimator {
    /** Time, and packets, for a probe to be measured: five trains of 5 ms. */
    private static final long PROBE_NANOS = 25_000_000L;

    private static final int PROBE_PACKETS = 6;

    /** A probe that cannot be sent within this is given up. */
    private static final long PROBE_TIMEOUT_NANOS = 300_000_000L;

    /** Less sent than this share of the estimate: the path is not tried out. */
    private static final double APPLICATION_LIMITED = 0.7;

    private static final int ACKNOWLEDGED_MILLIS = 500;
    private static final int RECENT_MILLIS = 100;

    /** Long enough for six frames of a camera, short against a pause. */
    private static final int LIMITED_MILLIS = 200;

    /** No report for this long while packets are on their way: the path is cut. */
    private static final long SILENCE_NANOS = 700_000_000L;

    private static final long MAX_ROUND_TRIP_NANOS = 5_000_000_000L;
    private static final int MAX_CLUSTER = 120;

    private final SentPacketLog log = new SentPacketLog();
    private final PacketGroups groups = new PacketGroups();
    private final DelayTrend trend = new DelayTrend();
    private final OveruseDetector detector = new OveruseDetector();
    private final RateWindow sending = new RateWindow();
    private final RateWindow acknowledged = new RateWindow();
    private final QueueingDelay queue = new QueueingDelay();
    private final LossModel loss = new LossModel();
    private final RateControl control;
    private final ProbePlan plan = new ProbePlan();
    private final ProbeMeter meter = new ProbeMeter();

    private int cluster;
    private boolean probing;
    private double probeBps;
    private long probeBeganNanos;

    private long reportNanos;
    private int reportMicros;
    private int newestSentMicros;
    private boolean reportHasArrivals;
    private int reportLosses;
    private long lastReportNanos = Long.MIN_VALUE / 2;
    private long waitingSinceNanos = Long.MIN_VALUE / 2;
    private boolean heard;
    private boolean silent;
    private double beforeSilenceBps;
    private long roundTripNanos = 200_000_000L;
    private double ackedBps;
    private boolean applicationLimited;

    public BandwidthEstimator(EstimatorSettings settings) {
        control = new RateControl(settings);
    }

    /**
     * A packet leaves now.
     *
     * @param sizeBytes on the wire
     * @return its transport-wide sequence number, 0..65535
     */
    public int onSent(int sizeBytes, long nowNanos) {
        int tag = 0;
        if (probing) {
            tag = cluster;
            meter.onSent(sizeBytes);
            if (meter.sentPackets() >= PROBE_PACKETS
                    && meter.sentBytes() * 8e9 >= probeBps * PROBE_NANOS) {
                probing = false;
                meter.complete();
            }
        }
        if (!log.hasUntold()) {
            waitingSinceNanos = nowNanos;
        }
        int nowMicros = (int) (nowNanos / 1000);
        sending.add(nowMicros, sizeBytes);
        return log.add(sizeBytes, tag, nowMicros);
    }

    /** A report begins; its packets follow by {@link #onArrival} and {@link #onLoss}. */
    public void onReportBegin(long nowNanos) {
        reportNanos = nowNanos;
        reportMicros = (int) (nowNanos / 1000);
        reportHasArrivals = false;
        reportLosses = 0;
    }

    /**
     * A packet arrived.
     *
     * @param sequence as {@link #onSent} answered it
     * @param arrivalTicks of 250 µs of the receiver's clock
     */
    public void onArrival(int sequence, long arrivalTicks) {
        long extended = log.find(sequence);
        if (extended < 0) {
            return;
        }
        boolean late = log.wasToldLost(extended);
        if (!log.onArrival(extended)) {
            return;
        }
        int sent = log.sentMicros(extended);
        int arrival = (int) (arrivalTicks * 250);
        int size = log.sizeBytes(extended);
        if (!reportHasArrivals || sent - newestSentMicros > 0) {
            newestSentMicros = sent;
            reportHasArrivals = true;
        }
        acknowledged.add(arrival, size);
        queue.onPacket(sent, arrival);
        if (late) {
            loss.onLateArrival();
        } else {
            loss.onPacket(size, false);
        }
        meter.onArrival(log.cluster(extended), sent, arrival, size);
        if (groups.add(sent, arrival)) {
            trend.onGroup(groups.arrivalDeltaMicros(), groups.sentDeltaMicros());
            detector.onTrend(trend.slope(), trend.groups(), groups.arrivalDeltaMicros());
        }
    }

    /** A packet had not arrived when the report was made. */
    public void onLoss(int sequence) {
        long extended = log.find(sequence);
        if (extended >= 0 && log.onLoss(extended)) {
            reportLosses++;
            loss.onPacket(log.sizeBytes(extended), true);
            meter.onLoss(log.cluster(extended));
        }
    }

    /** All packets of the report were told. */
    public void onReportEnd() {
        long now = reportNanos;
        lastReportNanos = now;
        waitingSinceNanos = now;
        heard = true;
        if (reportHasArrivals) {
            roundTripNanos =
                    Math.clamp((reportMicros - newestSentMicros) * 1000L, 0, MAX_ROUND_TRIP_NANOS);
        }
        queue.onReport(now);
        if (silent && reportHasArrivals) {
            silent = false;
            trend.reset();
            detector.reset();
            groups.reset();
            loss.reset();
            control.onReturn(Math.max(control.rateBps(), beforeSilenceBps / 2));
            plan.onReturn();
        }
        ackedBps = acknowledged.bitrateBps(ACKNOWLEDGED_MILLIS);
        control.onReport(
                detector.usage(),
                trend.slope(),
                queue.currentMicros(),
                sending.bitrateBps(ACKNOWLEDGED_MILLIS),
                ackedBps,
                acknowledged.bitrateBps(RECENT_MILLIS),
                loss.inherentLoss(),
                reportLosses,
                applicationLimited,
                roundTripNanos,
                now);
        noteDrop(now);
        if (loss.onReport(control.rateBps(), now)) {
            control.limit(loss.limitBps(), loss.needsVariation(), now);
            noteDrop(now);
        }
        if (meter.isReady()) {
            double measured = meter.evaluate(probeBps);
            boolean trusted = applicationLimited || plan.isRampingUp();
            plan.onResult(measured, meter.wasSaturated());
            if (measured > 0) {
                control.onProbe(measured, meter.wasSaturated(), trusted);
            }
        }
    }

    private void noteDrop(long now) {
        if (control.hasDropped()) {
            plan.onDrop(control.rateBps() < 0.7 * control.beforeDropBps(), now);
        }
    }

    /** Runs what depends on time alone; every few milliseconds. */
    public void onTick(long nowNanos) {
        applicationLimited =
                sending.bitrateBps(LIMITED_MILLIS) < APPLICATION_LIMITED * control.rateBps();
        if (probing && nowNanos - probeBeganNanos > PROBE_TIMEOUT_NANOS) {
            probing = false;
            if (meter.sentPackets() >= PROBE_PACKETS) {
                meter.complete();
            } else {
                meter.abort();
                plan.onAborted();
            }
        }
        long patience = Math.max(SILENCE_NANOS, 3 * roundTripNanos);
        if (heard
                && log.hasUntold()
                && nowNanos - Math.max(lastReportNanos, waitingSinceNanos) > patience) {
            if (!silent) {
                silent = true;
                beforeSilenceBps = control.rateBps();
            }
            waitingSinceNanos = nowNanos;
            control.onSilence(nowNanos);
            probing = false;
            meter.abort();
            plan.onAborted();
        }
        if (!probing && !silent) {
            double rate =
                    plan.next(
                            control.rateBps(),
                            control.isCalm(nowNanos),
                            control.hasOutgrown(),
                            nowNanos);
            if (rate > 0) {
                cluster = cluster % MAX_CLUSTER + 1;
                meter.begin(cluster);
                probing = true;
                probeBps = rate;
                probeBeganNanos = nowNanos;
            }
        }
    }

    /** All that would be sent if the path carried anything; probes try for no more. */
    public void wantedBps(long bitrateBps) {
        plan.wanted((double) bitrateBps);
    }

    /** What may be sent, on average. */
    public long estimateBps() {
        return (long) control.rateBps();
    }

    /**
     * What may be sent once a queue that we filled has drained: lower rates for less than a second
     * are no reason to send another picture.
     */
    public long lastingBps() {
        return (long) control.lastingBps();
    }

    /**
     * The rate of the probe that is to be sent now, 0 when there is none. Whoever sends fills up
     * with padding until the answer is 0.
     */
    public long probeBps() {
        return probing ? (long) probeBps : 0;
    }

    /** From sending to hearing of it, as last measured. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** How long packets wait at the bottleneck, as last measured. */
    public long queueingNanos() {
        return queue.currentMicros() * 1000;
    }

    /** Share lost in the last seconds, 0..1. */
    public double lossShare() {
        return loss.lossShare();
    }

    /** Whether less is sent than the estimate allows. */
    public boolean isApplicationLimited() {
        return applicationLimited;
    }

    /** What arrived in the last half second. */
    public long acknowledgedBps() {
        return (long) ackedBps;
    }

    /** Whether the receiver has reported at all: otherwise there is no estimate. */
    public boolean hasReports() {
        return heard;
    }

    /** Bytes sent that were not told of. */
    public long inFlightBytes() {
        return log.inFlightBytes();
    }
}
