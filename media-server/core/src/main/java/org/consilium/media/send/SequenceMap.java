package org.consilium.media.send;

/**
 * The source's sequence numbers of the current epoch as outgoing ones. A gap in the source stays a
 * gap in the output, so that a late packet finds its place free; a packet left out closes up.
 *
 * <p>Remembers a window; single writer.
 */
final class SequenceMap {
    /** The packet was left out. No outgoing number in practice: it would be the 2^31st packet. */
    private static final int LEFT_OUT = Integer.MIN_VALUE;

    private final int[] outgoing;
    private final int mask;
    private long first;
    private long highest;

    /**
     * @param slots how far back late packets are placed, a power of two
     */
    SequenceMap(int slots) {
        outgoing = new int[slots];
        mask = slots - 1;
    }

    /** A new epoch begins; its first packet is still to be placed. */
    void begin(long firstSequence) {
        first = firstSequence;
        highest = firstSequence - 1;
    }

    /** The highest number of the source placed so far. */
    long highest() {
        return highest;
    }

    /** Places the number after the highest. */
    void append(long outgoingSequence) {
        highest++;
        outgoing[(int) highest & mask] = (int) outgoingSequence;
    }

    /** Leaves the number after the highest out. */
    void leaveOut() {
        highest++;
        outgoing[(int) highest & mask] = LEFT_OUT;
    }

    /**
     * The outgoing number reserved for a late packet, or −1 when it has none.
     *
     * @param highestOutgoing the highest outgoing number
     */
    long find(long sequence, long highestOutgoing) {
        if (sequence < first || sequence > highest || sequence <= highest - outgoing.length) {
            return -1;
        }
        int found = outgoing[(int) sequence & mask];
        return found == LEFT_OUT ? -1 : highestOutgoing + (found - (int) highestOutgoing);
    }
}
