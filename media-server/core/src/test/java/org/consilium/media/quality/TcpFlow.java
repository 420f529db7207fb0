package org.consilium.media.quality;

import java.util.random.RandomGenerator;

/**
 * A TCP sender with CUBIC (RFC 9438) and an acknowledgement for each packet, as RFC 8867 §5.6 and
 * §5.7 put beside the media: always hungry, or one short transfer after the other.
 */
final class TcpFlow implements SimulatedFlow {
    private static final int SEGMENT_BYTES = 1500;
    private static final int SLOTS = 1 << 13;
    private static final double CUBIC_C = 0.4;
    private static final double CUBIC_BETA = 0.7;

    private final int index;
    private final MediaFlow.Way forward;
    private final long oneWayNanos;
    private final FlowRecord record;
    private final RandomGenerator random;

    /** Mean size of a transfer; 0 for one without end. */
    private final int transferBytes;

    private long startNanos;
    private long next;
    private long acknowledged = -1;
    private final long[] sentNanos = new long[SLOTS];
    private final boolean[] arrived = new boolean[SLOTS];
    private long lowest;
    private int outstanding;
    private double window = 10;
    private double threshold = Double.MAX_VALUE;
    private double maxWindow;
    private long epochNanos = -1;
    private long recoverUntil = -1;
    private double smoothedRtt = 0.1;
    private long remaining;
    private long idleUntilNanos;
    private long lastAckNanos;
    private final long[] ackAt = new long[SLOTS];
    private final long[] ackOf = new long[SLOTS];
    private long ackHead;
    private long ackTail;

    TcpFlow(
            int index,
            int seconds,
            long oneWayMillis,
            int transferBytes,
            MediaFlow.Way forward,
            RandomGenerator random) {
        this.index = index;
        this.forward = forward;
        this.oneWayNanos = oneWayMillis * 1_000_000L;
        this.transferBytes = transferBytes;
        this.random = random;
        this.record = new FlowRecord(seconds);
        this.remaining = transferBytes == 0 ? Long.MAX_VALUE : 0;
        if (transferBytes > 0) {
            idleUntilNanos = (long) (random.nextDouble() * 10e9);
        }
    }

    TcpFlow startsAt(int second) {
        startNanos = second * 1_000_000_000L;
        return this;
    }

    @Override
    public FlowRecord record() {
        return record;
    }

    @Override
    public void onStep(long now) {
        if (now < startNanos) {
            return;
        }
        while (ackHead < ackTail && ackAt[(int) (ackHead & (SLOTS - 1))] <= now) {
            onAcknowledgement(ackOf[(int) (ackHead++ & (SLOTS - 1))], now);
        }
        if (outstanding > 0 && now - lastAckNanos > Math.max(1e9, 4e9 * smoothedRtt)) {
            // RFC 6298: everything under way is taken for lost
            threshold = Math.max(2, window / 2);
            window = 2;
            outstanding = 0;
            lowest = next;
            lastAckNanos = now;
            epochNanos = -1;
        }
        if (remaining <= 0 && transferBytes > 0) {
            if (outstanding == 0 && now >= idleUntilNanos) {
                remaining = (long) (transferBytes * (0.75 + 0.5 * random.nextDouble()));
                window = 10;
                threshold = Double.MAX_VALUE;
                epochNanos = -1;
                idleUntilNanos = Long.MAX_VALUE;
            } else if (outstanding == 0 && idleUntilNanos == Long.MAX_VALUE) {
                idleUntilNanos = now + (long) (-Math.log(1 - random.nextDouble()) * 10e9);
            }
        }
        while (remaining > 0 && outstanding < (int) window && next - lowest < SLOTS) {
            int slot = (int) (next & (SLOTS - 1));
            sentNanos[slot] = now;
            arrived[slot] = false;
            if (outstanding == 0) {
                lastAckNanos = now;
            }
            outstanding++;
            if (transferBytes > 0) {
                remaining -= SEGMENT_BYTES;
            }
            forward.send(index, next++, SEGMENT_BYTES, now);
        }
    }

    private void onAcknowledgement(long packet, long now) {
        int slot = (int) (packet & (SLOTS - 1));
        if (packet < lowest || arrived[slot]) {
            return;
        }
        lastAckNanos = now;
        arrived[slot] = true;
        outstanding--;
        smoothedRtt += 0.125 * ((now - sentNanos[slot]) / 1e9 - smoothedRtt);
        acknowledged = Math.max(acknowledged, packet);
        boolean lost = false;
        while (lowest <= acknowledged) {
            int low = (int) (lowest & (SLOTS - 1));
            if (arrived[low]) {
                lowest++;
            } else if (acknowledged - lowest >= 3) {
                lost |= lowest > recoverUntil;
                lowest++;
                outstanding--;
                if (transferBytes > 0) {
                    remaining += SEGMENT_BYTES;
                }
            } else {
                break;
            }
        }
        if (lost) {
            recoverUntil = next;
            maxWindow = window;
            window = Math.max(2, window * CUBIC_BETA);
            threshold = window;
            epochNanos = now;
        } else if (window < threshold) {
            window += 1;
        } else {
            if (epochNanos < 0) {
                epochNanos = now;
                maxWindow = window;
            }
            double t = (now - epochNanos) / 1e9;
            double k = Math.cbrt(maxWindow * (1 - CUBIC_BETA) / CUBIC_C);
            double cubic = CUBIC_C * Math.pow(t + smoothedRtt - k, 3) + maxWindow;
            double friendly = maxWindow * CUBIC_BETA + 0.53 * t / smoothedRtt;
            double target = Math.min(1.5 * window, Math.max(cubic, friendly));
            window += Math.max(0.01, target - window) / window;
        }
    }

    @Override
    public void onDeparture(long packet, int sizeBytes, long atNanos, long waitedNanos) {
        record.onArrival(atNanos, sizeBytes, waitedNanos);
        ackAt[(int) (ackTail & (SLOTS - 1))] = atNanos + 2 * oneWayNanos;
        ackOf[(int) (ackTail++ & (SLOTS - 1))] = packet;
    }
}
