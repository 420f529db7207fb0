package org.consilium.media.receive;

import java.util.Arrays;
import org.consilium.media.buffer.SerialNumbers;
import org.consilium.media.rtcp.TransportFeedbackWriter;

/**
 * Tells a publisher when its packets arrived, by transport-wide sequence number, so that its
 * bandwidth estimator can work (draft-holmer-rmcat-transport-wide-cc-extensions-01).
 *
 * <p>One per publisher transport. Single writer: the room's loop.
 */
public final class TransportFeedbackGenerator {
    /** Packets remembered; more than anybody sends in the interval, and one message's limit. */
    private static final int WINDOW = 4096;

    /** How late a packet may be and still be told; it is then told together with all after it. */
    private static final int MAX_LATENESS = 256;

    /**
     * Estimators of browsers expect feedback every 50 to 250 ms; at 50 ms they react quickly and
     * the messages of a 5 Mbit/s publisher still cost less than 1 % of its rate.
     */
    private static final long INTERVAL_NANOS = 50_000_000;

    /**
     * So many packets are told at once: a probe of the publisher is then answered while it runs.
     */
    private static final int MAX_PENDING = 100;

    private static final long NANOS_PER_TICK = 250_000;
    private static final long NONE = Long.MIN_VALUE;

    /** Header, one chunk, one delta, padding: less room is none. */
    private static final int MIN_CAPACITY = 24;

    /** Arrival in ticks of 250 µs by extended sequence number. */
    private final long[] arrivals = new long[WINDOW];

    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();

    private long highest = -1;

    /** The first number that was not told yet. */
    private long next;

    private int pending;
    private int feedbackCount;
    private long deadlineNanos = Long.MAX_VALUE;

    /** A generator that has seen nothing. */
    public TransportFeedbackGenerator() {}

    /** One packet of the transport arrived with this transport-wide sequence number, 0..65535. */
    public void onPacket(int transportSequence, long nowNanos) {
        // One cycle ahead, so that a packet before the first has no negative number.
        long sequence =
                highest < 0
                        ? transportSequence + 0x1_0000L
                        : SerialNumbers.extend16(highest, transportSequence);
        if (highest < 0 || sequence - highest >= WINDOW) {
            Arrays.fill(arrivals, NONE);
            next = sequence;
            highest = sequence;
        } else if (sequence > highest) {
            for (long between = highest + 1; between < sequence; between++) {
                arrivals[slot(between)] = NONE;
            }
            highest = sequence;
            next = Math.max(next, highest - WINDOW + 1);
        } else {
            if (sequence <= highest - MAX_LATENESS || arrivals[slot(sequence)] != NONE) {
                return;
            }
            next = Math.min(next, sequence);
        }
        arrivals[slot(sequence)] = Math.floorDiv(nowNanos, NANOS_PER_TICK);
        pending++;
        if (pending >= MAX_PENDING) {
            deadlineNanos = Math.min(deadlineNanos, nowNanos);
        } else if (deadlineNanos == Long.MAX_VALUE) {
            deadlineNanos = nowNanos + INTERVAL_NANOS;
        }
    }

    /** When the next feedback is due; {@link Long#MAX_VALUE} when there is nothing to tell. */
    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    /**
     * Writes one feedback packet if one is due. Call again until it answers 0.
     *
     * @param limit the end of the room in {@code array}
     * @param mediaSsrc any SSRC of the publisher
     * @return bytes written, 0 when nothing is due or there is no room
     */
    public int writeFeedback(
            byte[] array, int offset, int limit, int senderSsrc, int mediaSsrc, long nowNanos) {
        if (nowNanos < deadlineNanos || limit - offset < MIN_CAPACITY) {
            return 0;
        }
        long first = next;
        while (arrivals[slot(first)] == NONE) {
            first++; // ends at the latest at the highest, which did arrive
        }
        writer.begin((int) next & 0xffff, arrivals[slot(first)], limit - offset);
        long sequence = first;
        while (sequence <= highest) {
            long arrival = arrivals[slot(sequence)];
            if (arrival != NONE && !writer.add((int) sequence & 0xffff, arrival)) {
                break;
            }
            sequence++;
        }
        if (sequence == first) {
            // Too many losses before it to fit: they are not told.
            next = first;
            return writeFeedback(array, offset, limit, senderSsrc, mediaSsrc, nowNanos);
        }
        next = sequence;
        if (next > highest) {
            pending = 0;
            deadlineNanos = Long.MAX_VALUE;
        }
        return writer.write(array, offset, senderSsrc, mediaSsrc, feedbackCount++ & 0xff);
    }

    private static int slot(long sequence) {
        return (int) sequence & (WINDOW - 1);
    }
}
