package org.consilium.media.receive;

import java.util.Arrays;
import org.consilium.media.rtcp.NackWriter;

/**
 * Which packets of one stream are missing, and when to ask for them again.
 *
 * <p>A gap is not reported at once, because most networks that reorder do so by a few milliseconds:
 * the wait adapts to the lateness that was really seen. A request is repeated about once per round
 * trip, a bounded number of times and for a bounded age; whoever gives up on video needs a
 * keyframe. A keyframe makes everything before it unnecessary.
 *
 * <p>Bounded: one slot per sequence number of a window; what falls out of it is given up. Single
 * writer.
 */
final class NackTracker {
    /** Sequence numbers that can be missing at a time; 1 s of a 5 Mbit/s stream. */
    static final int WINDOW = 512;

    private static final int MASK = WINDOW - 1;

    private static final long MILLI = 1_000_000;

    /** Least wait before the first request: three packets of a burst pass in that time. */
    private static final long MIN_REORDER_NANOS = 5 * MILLI;

    /** Most wait: beyond it asking needlessly costs less than waiting (quality: up to 50 ms). */
    private static final long MAX_REORDER_NANOS = 60 * MILLI;

    /** Least time between two requests for one packet, also on a local network. */
    private static final long MIN_RETRY_NANOS = 20 * MILLI;

    private static final long INITIAL_ROUND_TRIP_NANOS = 100 * MILLI;

    /** Ten requests that all fail at 30 % loss each way happen once in a thousand losses. */
    private static final int MAX_TRIES = 10;

    /** A frame that comes later than this helps nobody in a conversation. */
    private static final long MAX_AGE_NANOS = 1_000 * MILLI;

    private final long[] missing = new long[WINDOW];
    private final long[] since = new long[WINDOW];
    private final long[] nextRequest = new long[WINDOW];
    private final long[] lastRequest = new long[WINDOW];
    private final byte[] tries = new byte[WINDOW];

    private long highest = -1;

    /** No sequence number below this one is missing. */
    private long lowest;

    private int count;
    private long deadlineNanos = Long.MAX_VALUE;
    private long reorderNanos = MIN_REORDER_NANOS;
    private long roundTripNanos = INITIAL_ROUND_TRIP_NANOS;
    private boolean gaveUp;
    private long requested;

    NackTracker() {
        Arrays.fill(missing, -1);
    }

    /** A packet that had not arrived before. */
    void onPacket(long sequence, boolean isRepair, long nowNanos) {
        if (highest < 0) {
            highest = sequence;
            lowest = sequence;
        } else if (sequence > highest) {
            if (sequence - highest > 1) {
                onGap(highest + 1, sequence, nowNanos);
            }
            highest = sequence;
        } else if (count > 0) {
            onLate(sequence, isRepair, nowNanos);
        }
    }

    private void onGap(long first, long next, long nowNanos) {
        if (count > 0 && next - lowest > WINDOW) {
            giveUpBefore(next - WINDOW);
        }
        if (count == 0) {
            lowest = Math.max(first, next - WINDOW);
        }
        if (next - first > WINDOW) {
            gaveUp = true;
        }
        reorderNanos -= (reorderNanos - MIN_REORDER_NANOS) / 64;
        long due = nowNanos + reorderNanos;
        for (long sequence = Math.max(first, next - WINDOW); sequence < next; sequence++) {
            int slot = (int) sequence & MASK;
            missing[slot] = sequence;
            since[slot] = nowNanos;
            nextRequest[slot] = due;
            tries[slot] = 0;
            count++;
        }
        deadlineNanos = Math.min(deadlineNanos, due);
    }

    private void onLate(long sequence, boolean isRepair, long nowNanos) {
        int slot = (int) sequence & MASK;
        if (missing[slot] != sequence) {
            return;
        }
        // Sooner than an answer could be here, so it was under way all the time: reordered.
        boolean reordered =
                !isRepair
                        && (tries[slot] == 0 || nowNanos - lastRequest[slot] < roundTripNanos / 2);
        if (reordered) {
            long lateness = nowNanos - since[slot];
            reorderNanos =
                    Math.max(reorderNanos, Math.min(MAX_REORDER_NANOS, lateness + lateness / 4));
        } else if (isRepair && tries[slot] == 1) {
            onRoundTrip(nowNanos - lastRequest[slot]);
        }
        forget(slot);
    }

    /** A keyframe began: nothing before it is needed any more. */
    void onKeyframe(long sequence) {
        for (long lost = lowest; count > 0 && lost < sequence; lost++) {
            int slot = (int) lost & MASK;
            if (missing[slot] == lost) {
                forget(slot);
            }
        }
        gaveUp = false;
    }

    /** A measured round trip; smoothed as RFC 6298 §2 does. */
    void onRoundTrip(long measuredNanos) {
        roundTripNanos += (measuredNanos - roundTripNanos) / 8;
    }

    /** When {@link #collect} has something to do. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Adds every request that is due to a NACK that was begun; gives up what is too old. */
    void collect(NackWriter nack, long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        long deadline = Long.MAX_VALUE;
        long retryNanos = Math.max(MIN_RETRY_NANOS, roundTripNanos + roundTripNanos / 4);
        boolean full = false;
        long firstLeft = highest;
        for (long sequence = lowest; sequence < highest && count > 0; sequence++) {
            int slot = (int) sequence & MASK;
            if (missing[slot] != sequence) {
                continue;
            }
            boolean due = nextRequest[slot] <= nowNanos;
            if (due && (tries[slot] >= MAX_TRIES || nowNanos - since[slot] > MAX_AGE_NANOS)) {
                forget(slot);
                gaveUp = true;
                continue;
            }
            if (due && !full) {
                full = !nack.add((int) sequence & 0xffff);
                if (!full) {
                    tries[slot]++;
                    requested++;
                    lastRequest[slot] = nowNanos;
                    nextRequest[slot] = nowNanos + retryNanos;
                }
            }
            firstLeft = Math.min(firstLeft, sequence);
            deadline = Math.min(deadline, nextRequest[slot]);
        }
        lowest = firstLeft;
        deadlineNanos = deadline;
    }

    /** Whether something was given up since the last answer. */
    boolean takeGaveUp() {
        boolean answer = gaveUp;
        gaveUp = false;
        return answer;
    }

    /** Starts anew at whatever comes next. */
    void reset() {
        Arrays.fill(missing, -1);
        highest = -1;
        count = 0;
        deadlineNanos = Long.MAX_VALUE;
        gaveUp = true;
    }

    /** Requests made, retries included. */
    long requested() {
        return requested;
    }

    /** How many are missing now. */
    int count() {
        return count;
    }

    private void giveUpBefore(long sequence) {
        for (int slot = 0; slot < WINDOW; slot++) {
            if (missing[slot] >= 0 && missing[slot] < sequence) {
                forget(slot);
                gaveUp = true;
            }
        }
        lowest = Math.max(lowest, sequence);
    }

    private void forget(int slot) {
        missing[slot] = -1;
        count--;
        if (count == 0) {
            deadlineNanos = Long.MAX_VALUE;
        }
    }
}
