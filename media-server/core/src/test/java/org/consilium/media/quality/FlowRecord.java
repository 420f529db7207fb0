package org.consilium.media.quality;

/** What happened to one flow, in steps of 100 ms, and how long its packets waited. */
final class FlowRecord {
    static final int STEP_MILLIS = 100;

    final long[] receivedBytes;
    final double[] estimateBps;
    final int[] sentPackets;
    final int[] lostPackets;

    /** Packets by step and by wait of 0..511 ms. */
    private final int[][] waits;

    FlowRecord(int seconds) {
        int steps = seconds * 1000 / STEP_MILLIS + 1;
        receivedBytes = new long[steps];
        estimateBps = new double[steps];
        sentPackets = new int[steps];
        lostPackets = new int[steps];
        waits = new int[steps / 10 + 1][512];
    }

    static int step(long nanos) {
        return (int) (nanos / (STEP_MILLIS * 1_000_000L));
    }

    void onArrival(long nanos, int sizeBytes, long waitedNanos) {
        int step = Math.min(step(nanos), receivedBytes.length - 1);
        receivedBytes[step] += sizeBytes;
        waits[step / 10][(int) Math.min(511, waitedNanos / 1_000_000)]++;
    }

    /** Mean rate received, bits per second, between two seconds. */
    double receivedBps(double fromSeconds, double toSeconds) {
        long sum = 0;
        int from = (int) (fromSeconds * 10);
        int to = (int) (toSeconds * 10);
        for (int i = from; i < to; i++) {
            sum += receivedBytes[i];
        }
        return sum * 8 / (toSeconds - fromSeconds);
    }

    /** The wait that this share of packets did not exceed, in milliseconds. */
    int waitMillis(double share, int fromSecond, int toSecond) {
        long total = 0;
        for (int s = fromSecond; s < toSecond; s++) {
            for (int count : waits[s]) {
                total += count;
            }
        }
        long rest = (long) Math.ceil(total * share);
        for (int wait = 0; wait < 512; wait++) {
            for (int s = fromSecond; s < toSecond; s++) {
                rest -= waits[s][wait];
            }
            if (rest <= 0) {
                return wait;
            }
        }
        return 511;
    }

    double lossShare(int fromSecond, int toSecond) {
        long sent = 0;
        long lost = 0;
        for (int i = fromSecond * 10; i < toSecond * 10; i++) {
            sent += sentPackets[i];
            lost += lostPackets[i];
        }
        return sent == 0 ? 0 : (double) lost / sent;
    }

    /** When the estimate first is on one side of a bound and stays there a second; or NaN. */
    double firstSecond(double fromSeconds, double toSeconds, double bps, boolean above) {
        for (int i = (int) (fromSeconds * 10); i < toSeconds * 10; i++) {
            boolean holds = true;
            for (int j = i; j < Math.min(i + 5, estimateBps.length) && holds; j++) {
                holds = above ? estimateBps[j] >= bps : estimateBps[j] <= bps;
            }
            if (holds) {
                return i / 10.0 - fromSeconds;
            }
        }
        return Double.NaN;
    }

    /** The coefficient of variation of the estimate in windows of ten seconds, their mean. */
    double variation(int fromSecond, int toSecond) {
        double total = 0;
        int windows = 0;
        for (int start = fromSecond; start + 10 <= toSecond; start += 5) {
            double sum = 0;
            double squares = 0;
            for (int i = start * 10; i < start * 10 + 100; i++) {
                sum += estimateBps[i];
                squares += estimateBps[i] * estimateBps[i];
            }
            double mean = sum / 100;
            double deviation = Math.sqrt(Math.max(0, squares / 100 - mean * mean));
            total += deviation / mean;
            windows++;
        }
        return total / windows;
    }
}
