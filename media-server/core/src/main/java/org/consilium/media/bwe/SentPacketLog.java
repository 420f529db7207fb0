package org.consilium.media.bwe;

import org.consilium.media.buffer.SerialNumbers;

/**
 * What was sent under each of the last transport-wide sequence numbers, until the receiver reports
 * on it. 28 KiB. Single writer.
 */
final class SentPacketLog {
    /** Four seconds at 1000 packets a second, longer than a report can be on its way. */
    static final int SLOTS = 4096;

    private static final int MASK = SLOTS - 1;

    private static final byte UNKNOWN = 0;
    private static final byte IN_FLIGHT = 1;
    private static final byte ARRIVED = 2;
    private static final byte LOST = 3;

    /** Microseconds, low 32 bits: differences are right for 35 minutes. */
    private final int[] sentMicros = new int[SLOTS];

    private final char[] sizesBytes = new char[SLOTS];
    private final byte[] clusters = new byte[SLOTS];
    private final byte[] states = new byte[SLOTS];
    private long next = SLOTS;
    private long inFlightBytes;
    private long newestTold = -1;

    /** Remembers a packet; answers the low 16 bits of its transport-wide sequence number. */
    int add(int sizeBytes, int cluster, int nowMicros) {
        int slot = (int) next & MASK;
        if (states[slot] == IN_FLIGHT) {
            inFlightBytes -= sizesBytes[slot];
        }
        sentMicros[slot] = nowMicros;
        sizesBytes[slot] = (char) Math.min(sizeBytes, Character.MAX_VALUE);
        clusters[slot] = (byte) cluster;
        states[slot] = IN_FLIGHT;
        inFlightBytes += sizesBytes[slot];
        return (int) next++ & 0xffff;
    }

    /** The extended number of a reported one, −1 when it is not remembered or was never sent. */
    long find(int sequence) {
        long extended = SerialNumbers.extend16(next - 1, sequence);
        boolean known =
                extended < next
                        && extended >= next - SLOTS
                        && states[(int) extended & MASK] != UNKNOWN;
        return known ? extended : -1;
    }

    /** Notes an arrival; false when it was known before. */
    boolean onArrival(long extended) {
        int slot = (int) extended & MASK;
        byte before = states[slot];
        if (before == ARRIVED) {
            return false;
        }
        if (before == IN_FLIGHT) {
            inFlightBytes -= sizesBytes[slot];
        }
        states[slot] = ARRIVED;
        newestTold = Math.max(newestTold, extended);
        return true;
    }

    /** Notes a loss; false when the packet was told of before. */
    boolean onLoss(long extended) {
        int slot = (int) extended & MASK;
        if (states[slot] != IN_FLIGHT) {
            return false;
        }
        inFlightBytes -= sizesBytes[slot];
        states[slot] = LOST;
        newestTold = Math.max(newestTold, extended);
        return true;
    }

    boolean wasToldLost(long extended) {
        return states[(int) extended & MASK] == LOST;
    }

    int sentMicros(long extended) {
        return sentMicros[(int) extended & MASK];
    }

    int sizeBytes(long extended) {
        return sizesBytes[(int) extended & MASK];
    }

    int cluster(long extended) {
        return clusters[(int) extended & MASK];
    }

    /** Sent and not told of. */
    long inFlightBytes() {
        return inFlightBytes;
    }

    /** Whether something was sent after the newest packet that was told of. */
    boolean hasUntold() {
        return next - 1 > newestTold && next > SLOTS;
    }
}
