package org.consilium.media.quality;

import java.util.random.RandomGenerator;

/**
 * A link with a rate that changes by schedule and a drop-tail queue of a given time (RFC 8867 §4),
 * to the nanosecond. Packets are known by flow and number; no bytes are moved.
 */
final class Bottleneck {
    private static final int SLOTS = 1 << 14;
    private static final int MASK = SLOTS - 1;

    /** Takes what leaves. */
    interface Output {
        void onDeparture(int flow, long packet, int sizeBytes, long atNanos, long waitedNanos);
    }

    private final long[] startNanos;
    private final long[] ratesBps;
    private final long queueNanos;
    private final double loss;
    private final RandomGenerator random;
    private final Output output;
    private final int[] flows = new int[SLOTS];
    private final long[] packets = new long[SLOTS];
    private final int[] sizes = new int[SLOTS];
    private final long[] arrivals = new long[SLOTS];
    private long head;
    private long tail;
    private long queuedBytes;
    private long freeAtNanos;
    private int phase;

    /**
     * @param schedule pairs of second and kilobits per second
     * @param queueMillis how long a full queue takes to drain
     * @param loss share lost at random behind the queue
     */
    Bottleneck(int[] schedule, int queueMillis, double loss, RandomGenerator random, Output out) {
        startNanos = new long[schedule.length / 2];
        ratesBps = new long[schedule.length / 2];
        for (int i = 0; i < startNanos.length; i++) {
            startNanos[i] = schedule[2 * i] * 1_000_000_000L;
            ratesBps[i] = schedule[2 * i + 1] * 1000L;
        }
        this.queueNanos = queueMillis * 1_000_000L;
        this.loss = loss;
        this.random = random;
        this.output = out;
    }

    long rateBps(long atNanos) {
        while (phase + 1 < startNanos.length && atNanos >= startNanos[phase + 1]) {
            phase++;
        }
        return ratesBps[phase];
    }

    /** Returns false when the queue is full. */
    boolean enqueue(int flow, long packet, int sizeBytes, long nowNanos) {
        long limit = Math.max(3_000, rateBps(nowNanos) / 8 * queueNanos / 1_000_000_000L);
        if (queuedBytes + sizeBytes > limit || tail - head == SLOTS) {
            return false;
        }
        int slot = (int) tail++ & MASK;
        flows[slot] = flow;
        packets[slot] = packet;
        sizes[slot] = sizeBytes;
        arrivals[slot] = nowNanos;
        queuedBytes += sizeBytes;
        return true;
    }

    /** Lets everything leave that has left by now. */
    void serve(long nowNanos) {
        while (head < tail) {
            int slot = (int) head & MASK;
            long begins = Math.max(freeAtNanos, arrivals[slot]);
            long leaves = begins + sizes[slot] * 8_000_000_000L / rateBps(begins);
            if (leaves > nowNanos) {
                return;
            }
            head++;
            freeAtNanos = leaves;
            queuedBytes -= sizes[slot];
            if (loss == 0 || random.nextDouble() >= loss) {
                output.onDeparture(
                        flows[slot], packets[slot], sizes[slot], leaves, begins - arrivals[slot]);
            }
        }
    }
}
