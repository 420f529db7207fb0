package org.consilium.media.quality;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.consilium.media.bwe.BandwidthEstimator;
import org.consilium.media.bwe.EstimatorSettings;
import org.consilium.media.pacing.PacingBudget;
import org.consilium.media.receive.TransportFeedbackGenerator;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;

/**
 * A sender with our estimator and pacing, an encoder that follows the estimate up to what it wants,
 * and a receiver that reports as a browser does, through the real writer and reader of reports.
 */
final class MediaFlow implements SimulatedFlow, RtcpVisitor {
    private static final int PACKET_BYTES = 1200;
    private static final int FRAMES_PER_SECOND = 30;
    private static final int SLOTS = 1 << 13;
    private static final long QUANTUM_NANOS = 5_000_000L;

    /** Decides where packets and reports of a flow go. */
    interface Way {
        boolean send(int flow, long packet, int sizeBytes, long nowNanos);
    }

    private final BandwidthEstimator estimator;
    private final int index;
    private final Way forward;
    private final Way back;
    private final long oneWayNanos;
    private final long jitterNanos;
    private final RandomGenerator random;
    private final FlowRecord record;
    private final PacingBudget budget = new PacingBudget();
    private final TransportFeedbackGenerator reports = new TransportFeedbackGenerator();
    private long startNanos;
    private long pauseFromNanos = Long.MAX_VALUE;
    private long pauseToNanos = Long.MAX_VALUE;

    /** Pairs of second and wanted kilobits per second; empty for as much as fits. */
    private int[] demand = {};

    private long nextFrameNanos;
    private long nextQuantumNanos;
    private long queuedBytes;

    private final long[] arrivalNanos = new long[SLOTS];
    private final int[] arrivalSequences = new int[SLOTS];
    private long arrivalHead;
    private long arrivalTail;
    private long lastArrival;

    private final byte[][] reportBytes = new byte[1024][];
    private final long[] reportAt = new long[1024];
    private long reportHead;
    private long reportTail;
    private final byte[] scratch = new byte[1500];
    private long reporting;

    MediaFlow(
            int index,
            int seconds,
            long oneWayMillis,
            long jitterMillis,
            Way forward,
            Way back,
            EstimatorSettings settings,
            RandomGenerator random) {
        this.index = index;
        this.forward = forward;
        this.back = back;
        this.oneWayNanos = oneWayMillis * 1_000_000L;
        this.jitterNanos = jitterMillis * 1_000_000L;
        this.random = random;
        this.record = new FlowRecord(seconds);
        this.estimator = new BandwidthEstimator(settings);
        estimator.wantedBps(settings.maxBps());
    }

    MediaFlow startsAt(double second) {
        startNanos = (long) (second * 1e9);
        nextFrameNanos = startNanos;
        return this;
    }

    MediaFlow pauses(int fromSecond, int toSecond) {
        pauseFromNanos = fromSecond * 1_000_000_000L;
        pauseToNanos = toSecond * 1_000_000_000L;
        return this;
    }

    MediaFlow wants(int... secondsAndKilobits) {
        demand = secondsAndKilobits;
        return this;
    }

    @Override
    public FlowRecord record() {
        return record;
    }

    @Override
    public void onStep(long now) {
        receive(now);
        takeReports(now);
        if (now < startNanos) {
            return;
        }
        record.estimateBps[Math.min(FlowRecord.step(now), record.estimateBps.length - 1)] =
                estimator.estimateBps();
        boolean paused = now >= pauseFromNanos && now < pauseToNanos;
        encode(now, paused);
        if (now >= nextQuantumNanos) {
            nextQuantumNanos = now + QUANTUM_NANOS;
            estimator.onTick(now);
            send(now, paused);
        }
    }

    private long wantedBps(long now) {
        long wanted = Long.MAX_VALUE;
        for (int i = 0; i < demand.length; i += 2) {
            if (now >= demand[i] * 1_000_000_000L) {
                wanted = demand[i + 1] * 1000L;
            }
        }
        return wanted;
    }

    private void encode(long now, boolean paused) {
        if (now < nextFrameNanos) {
            return;
        }
        nextFrameNanos += 1_000_000_000L / FRAMES_PER_SECOND;
        long wanted = wantedBps(now);
        if (wanted < Long.MAX_VALUE) {
            estimator.wantedBps(wanted);
        }
        if (paused) {
            nextFrameNanos = now + 20_000_000L;
            queuedBytes += 100; // the voice goes on
            return;
        }
        double rate = Math.min(wanted, estimator.estimateBps());
        double noise = 1 + 0.15 * Math.clamp(random.nextGaussian(), -2, 2);
        queuedBytes += (long) (rate / 8 / FRAMES_PER_SECOND * noise);
    }

    private void send(long now, boolean paused) {
        long probe = paused ? 0 : estimator.probeBps();
        long rate = Math.max(PacingBudget.rateBps(estimator.estimateBps(), queuedBytes), probe);
        budget.refill(rate, now);
        while (budget.maySend()) {
            int size;
            if (queuedBytes > 0) {
                size = (int) Math.min(PACKET_BYTES, Math.max(60, queuedBytes));
                queuedBytes -= Math.min(queuedBytes, size);
            } else if (!paused && estimator.probeBps() > 0) {
                size = PACKET_BYTES;
            } else {
                return;
            }
            budget.spend(size);
            int sequence = estimator.onSent(size, now);
            int step = Math.min(FlowRecord.step(now), record.sentPackets.length - 1);
            record.sentPackets[step]++;
            if (!forward.send(index, sequence, size, now)) {
                record.lostPackets[step]++;
            }
        }
    }

    @Override
    public void onDeparture(long packet, int sizeBytes, long atNanos, long waitedNanos) {
        if (packet < 0) {
            // one of our reports, on its way back
            reportAt[(int) (-packet & 1023)] = atNanos + oneWayNanos;
            return;
        }
        long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos + 1);
        lastArrival = Math.max(lastArrival, atNanos + oneWayNanos + jitter);
        arrivalNanos[(int) (arrivalTail & (SLOTS - 1))] = lastArrival;
        arrivalSequences[(int) (arrivalTail++ & (SLOTS - 1))] = (int) packet;
        record.onArrival(lastArrival, sizeBytes, waitedNanos);
    }

    private void receive(long now) {
        while (arrivalHead < arrivalTail) {
            int slot = (int) (arrivalHead & (SLOTS - 1));
            if (arrivalNanos[slot] > now) {
                break;
            }
            arrivalHead++;
            // the receiver's clock is another one
            reports.onPacket(arrivalSequences[slot], arrivalNanos[slot] + 7_777_777_777L);
        }
        while (true) {
            int length =
                    reports.writeFeedback(scratch, 0, scratch.length, 1, 2, now + 7_777_777_777L);
            if (length == 0) {
                return;
            }
            int slot = (int) (++reportTail & 1023);
            reportBytes[slot] = Arrays.copyOf(scratch, length);
            reportAt[slot] = Long.MAX_VALUE;
            if (!back.send(index, -reportTail, length + 28, now)) {
                reportAt[slot] = -1; // lost
            }
        }
    }

    private void takeReports(long now) {
        while (reportHead < reportTail) {
            int slot = (int) ((reportHead + 1) & 1023);
            if (reportAt[slot] > now) {
                return;
            }
            reportHead++;
            if (reportAt[slot] >= 0) {
                reporting = now;
                RtcpReader.read(reportBytes[slot], 0, reportBytes[slot].length, this);
            }
        }
    }

    @Override
    public void onTransportFeedback(
            int senderSsrc,
            int mediaSsrc,
            int baseSequence,
            int statusCount,
            int referenceTime,
            int feedbackCount) {
        estimator.onReportBegin(reporting);
    }

    @Override
    public void onTransportArrival(int sequence, long arrivalTicks) {
        estimator.onArrival(sequence, arrivalTicks);
    }

    @Override
    public void onTransportLoss(int sequence) {
        estimator.onLoss(sequence);
    }

    @Override
    public void onTransportFeedbackEnd() {
        estimator.onReportEnd();
    }
}
