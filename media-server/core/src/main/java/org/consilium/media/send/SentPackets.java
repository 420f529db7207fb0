package org.consilium.media.send;

import org.jspecify.annotations.Nullable;

/**
 * What stands behind each of the last outgoing sequence numbers: enough to write the packet again
 * from its source's history, and how often that was done. 10 KiB with 512 slots. Single writer.
 */
final class SentPackets {
    private static final byte RESERVED = 0;
    private static final byte SENT = 1;
    private static final byte SENT_EMPTY = 2;
    private static final byte SENT_MARKED = 3;

    /**
     * Repairs of one packet at most: ten are lost once in a thousand losses at 30 % loss each way.
     */
    private static final int MAX_REPAIRS = 10;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int mask;
    private final @Nullable Epoch[] epochs;
    private final int[] sourceSequences;
    private final char[] pictureIds;
    private final byte[] states;
    private final byte[] repairs;
    private final int[] repairedAtMillis;

    /** The highest outgoing number reserved. */
    private long highest;

    private final long first;

    /**
     * @param slots how far back packets are repaired, a power of two
     * @param firstSequence the first outgoing number
     */
    SentPackets(int slots, long firstSequence) {
        mask = slots - 1;
        epochs = new @Nullable Epoch[slots];
        sourceSequences = new int[slots];
        pictureIds = new char[slots];
        states = new byte[slots];
        repairs = new byte[slots];
        repairedAtMillis = new int[slots];
        first = firstSequence;
        highest = firstSequence - 1;
    }

    long highest() {
        return highest;
    }

    /** How many of all the numbers given out have no packet, when so many were written. */
    long missing(long written) {
        return highest - first + 1 - written;
    }

    /** Reserves the next outgoing number for a packet of the source. */
    long reserve(Epoch epoch, long sourceSequence) {
        highest++;
        int slot = (int) highest & mask;
        epochs[slot] = epoch;
        sourceSequences[slot] = (int) sourceSequence;
        states[slot] = RESERVED;
        repairs[slot] = 0;
        return highest;
    }

    /** Whether a number is remembered and its packet not yet written. */
    boolean isOpen(long outgoing) {
        return isKnown(outgoing) && states[(int) outgoing & mask] == RESERVED;
    }

    void onSent(long outgoing, int pictureId, boolean marker) {
        int slot = (int) outgoing & mask;
        states[slot] = marker ? SENT_MARKED : SENT;
        pictureIds[slot] = (char) pictureId;
    }

    void onSentEmpty(long outgoing) {
        states[(int) outgoing & mask] = SENT_EMPTY;
    }

    /**
     * Whether a packet was sent and may be repaired now: the last repair is at least {@code
     * spacingNanos} ago and there were not too many. If so it counts as repaired.
     */
    boolean takeRepair(long outgoing, long spacingNanos, long nowNanos) {
        int slot = (int) outgoing & mask;
        if (!isKnown(outgoing) || states[slot] == RESERVED || repairs[slot] >= MAX_REPAIRS) {
            return false;
        }
        int nowMillis = (int) (nowNanos / NANOS_PER_MILLI);
        if (repairs[slot] > 0
                && nowMillis - repairedAtMillis[slot] < spacingNanos / NANOS_PER_MILLI) {
            return false;
        }
        repairs[slot]++;
        repairedAtMillis[slot] = nowMillis;
        return true;
    }

    @Nullable Epoch epoch(long outgoing) {
        return epochs[(int) outgoing & mask];
    }

    /** Low 32 bits of the source's extended sequence number. */
    int sourceSequence(long outgoing) {
        return sourceSequences[(int) outgoing & mask];
    }

    int pictureId(long outgoing) {
        return pictureIds[(int) outgoing & mask];
    }

    boolean wasEmpty(long outgoing) {
        return states[(int) outgoing & mask] == SENT_EMPTY;
    }

    /** Whether it was sent with the marker, which may have been ours. */
    boolean wasMarked(long outgoing) {
        return states[(int) outgoing & mask] == SENT_MARKED;
    }

    private boolean isKnown(long outgoing) {
        return outgoing >= first && outgoing <= highest && outgoing > highest - states.length;
    }
}
