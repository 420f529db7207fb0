package org.consilium.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BandwidthEstimatorTest {
    private static final long MILLI = 1_000_000L;
    private static final long REPORT_NANOS = 50 * MILLI;
    private static final int PACKET_BYTES = 1200;

    /** A path of 20 ms that loses nothing, with a report every 50 ms. */
    private static final class Path {
        private final BandwidthEstimator estimator =
                new BandwidthEstimator(new EstimatorSettings(30_000, 300_000, 5_000_000));
        private final int[] sequences = new int[1024];
        private final long[] sentAt = new long[1024];
        private int unreported;
        private long nowNanos;
        private long nextPacketNanos;
        private long nextReportNanos;
        private boolean cut;

        Path(long startNanos) {
            nowNanos = startNanos;
            nextPacketNanos = startNanos;
            nextReportNanos = startNanos + REPORT_NANOS;
        }

        /** Sends at this rate, or at that of a probe if there is one. */
        void run(long millis, long mediaBps) {
            for (long end = nowNanos + millis * MILLI; nowNanos < end; nowNanos += MILLI) {
                if (nowNanos % (5 * MILLI) == 0) {
                    estimator.onTick(nowNanos);
                }
                while (nowNanos >= nextPacketNanos) {
                    long rate = Math.max(mediaBps, estimator.probeBps());
                    nextPacketNanos += PACKET_BYTES * 8_000_000_000L / rate;
                    int sequence = estimator.onSent(PACKET_BYTES, nowNanos);
                    if (!cut && unreported < sequences.length) {
                        sequences[unreported] = sequence;
                        sentAt[unreported++] = nowNanos;
                    }
                }
                if (nowNanos >= nextReportNanos) {
                    nextReportNanos += REPORT_NANOS;
                    if (!cut && unreported > 0) {
                        report();
                    }
                }
            }
        }

        private void report() {
            estimator.onReportBegin(nowNanos);
            for (int i = 0; i < unreported; i++) {
                estimator.onArrival(sequences[i], (sentAt[i] + 20 * MILLI) / 250_000);
            }
            unreported = 0;
            estimator.onReportEnd();
        }
    }

    @Test
    void probesFindACleanPathWithinASecond() {
        var path = new Path(1_000_000_000L);
        path.estimator.wantedBps(2_000_000);

        path.run(1_000, 200_000);

        assertThat(path.estimator.estimateBps()).isGreaterThan(2_000_000);
    }

    @Test
    void nothingIsTriedThatNobodyWants() {
        var path = new Path(1_000_000_000L);
        path.estimator.wantedBps(250_000);

        path.run(10_000, 250_000);

        assertThat(path.estimator.estimateBps()).isLessThan(700_000);
        assertThat(path.estimator.probeBps()).isZero();
    }

    @Test
    void aPathThatIsCutIsGivenUpStepByStepAndTakenUpAgain() {
        var path = new Path(1_000_000_000L);
        path.estimator.wantedBps(2_000_000);
        path.run(3_000, 1_900_000);
        long before = path.estimator.estimateBps();

        path.cut = true;
        path.run(10_000, 200_000);
        assertThat(path.estimator.estimateBps()).isLessThan(before / 8);

        path.cut = false;
        path.run(2_000, 200_000);
        assertThat(path.estimator.estimateBps()).isGreaterThan(before * 8 / 10);
    }

    @Test
    void clocksAndNumbersMayWrap() {
        // 2^32 microseconds are 71.6 minutes, 2^16 numbers 5 minutes at this rate.
        var path = new Path(4_294_000_000_000L / 1_000_000 * 1_000_000);
        path.estimator.wantedBps(2_000_000);

        path.run(400_000, 1_900_000);

        assertThat(path.estimator.estimateBps()).isGreaterThan(1_900_000);
        assertThat(path.estimator.queueingNanos()).isLessThan(2 * MILLI);
    }

    @Test
    void reportsOfWhatWasNeverSentChangeNothing() {
        var random = new SplittableRandom(5);
        var estimator = new BandwidthEstimator(EstimatorSettings.DEFAULT);
        for (int i = 0; i < 100_000; i++) {
            estimator.onReportBegin(i * MILLI);
            estimator.onArrival(random.nextInt(0x10000), random.nextLong());
            estimator.onLoss(random.nextInt(0x10000));
            estimator.onReportEnd();
            estimator.onTick(i * MILLI);
        }
        assertThat(estimator.estimateBps()).isEqualTo(EstimatorSettings.DEFAULT.startBps());
    }

    @Test
    void forgedReportsNeverThrowNorLeaveTheBounds() {
        for (long seed = 1; seed <= 20; seed++) {
            var random = new SplittableRandom(seed);
            var estimator =
                    new BandwidthEstimator(new EstimatorSettings(30_000, 300_000, 5_000_000));
            estimator.wantedBps(5_000_000);
            long now = 0;
            for (int i = 0; i < 20_000; i++) {
                now += random.nextInt(20) * MILLI;
                estimator.onTick(now);
                int sequence = estimator.onSent(random.nextInt(2_000), now);
                if (random.nextInt(5) == 0) {
                    estimator.onReportBegin(now);
                    for (int j = 0; j < 20; j++) {
                        int about = (sequence - random.nextInt(30)) & 0xffff;
                        if (random.nextBoolean()) {
                            estimator.onArrival(about, random.nextLong());
                        } else {
                            estimator.onLoss(about);
                        }
                    }
                    estimator.onReportEnd();
                }
                assertThat(estimator.estimateBps())
                        .as("seed %d", seed)
                        .isBetween(30_000L, 5_000_000L);
            }
        }
    }

    @Test
    void nothingIsAllocatedPerPacketOrReport() {
        var path = new Path(1_000_000_000L);
        path.estimator.wantedBps(2_000_000);
        path.run(20_000, 1_900_000);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        path.run(100_000, 1_900_000);

        // 20,000 packets and 2,000 reports; the reading itself may allocate a little.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
}
