package org.consilium.media.srtp;

import java.util.Arrays;

/**
 * Remembers per SSRC the highest packet index and which of those before it were seen (RFC 3711
 * §3.3.2), for one direction and one of RTP and RTCP. Single writer.
 *
 * <p>SSRCs map to dense slots by open addressing with linear probing at a load of at most one half;
 * states lie side by side in primitive arrays that double until {@code limit} SSRCs are known.
 * Nothing is ever forgotten: forgetting an SSRC under a living key would let its packets be
 * replayed or, on the sending side, its nonces be used again. The window of a slot is a ring of
 * bits, the bit of index i at i modulo the window's size.
 */
final class SsrcIndexes {
    static final int NOT_SEEN = 0;

    private static final int INITIAL_SLOTS = 8;

    private final int limit;
    private final int windowBits;
    private int count;
    private int[] buckets; // slot + 1; 0 is empty
    private int[] ssrcs;
    private long[] highest;
    private long[] windows;

    /**
     * @param limit most SSRCs, a power of two
     * @param windowBits packets remembered per SSRC, a power of two from 64
     */
    SsrcIndexes(int limit, int windowBits) {
        if (Integer.bitCount(limit) != 1 || Integer.bitCount(windowBits) != 1 || windowBits < 64) {
            throw new IllegalArgumentException("limit " + limit + ", window " + windowBits);
        }
        this.limit = limit;
        this.windowBits = windowBits;
        int slots = Math.min(INITIAL_SLOTS, limit);
        buckets = new int[2 * slots];
        ssrcs = new int[slots];
        highest = new long[slots];
        windows = new long[slots * (windowBits / 64)];
    }

    /** The slot of the SSRC, or −1. */
    int find(int ssrc) {
        int mask = buckets.length - 1;
        for (int bucket = bucketOf(ssrc) & mask; ; bucket = (bucket + 1) & mask) {
            int slot = buckets[bucket] - 1;
            if (slot < 0 || ssrcs[slot] == ssrc) {
                return slot;
            }
        }
    }

    boolean isFull() {
        return count == limit;
    }

    int count() {
        return count;
    }

    /** The highest index accepted in a slot. */
    long highest(int slot) {
        return highest[slot];
    }

    /** A slot for an SSRC that has none, with its first index. The table must not be full. */
    void add(int ssrc, long index) {
        if (isFull()) {
            throw new IllegalStateException("all " + limit + " SSRCs are taken");
        }
        if (count == ssrcs.length) {
            grow();
        }
        int slot = count++;
        ssrcs[slot] = ssrc;
        highest[slot] = index;
        place(slot);
        windows[wordOf(slot, index)] |= 1L << index;
    }

    /**
     * Whether the index may still come.
     *
     * @return {@link #NOT_SEEN}, {@link SrtpFailure#REPLAYED} or {@link SrtpFailure#TOO_OLD}
     */
    int check(int slot, long index) {
        long behind = highest[slot] - index;
        if (behind < 0) {
            return NOT_SEEN;
        }
        if (behind >= windowBits || index < 0) {
            return SrtpFailure.TOO_OLD;
        }
        boolean seen = (windows[wordOf(slot, index)] & (1L << index)) != 0;
        return seen ? SrtpFailure.REPLAYED : NOT_SEEN;
    }

    /** Marks an index for which {@link #check} answered {@link #NOT_SEEN}. */
    void accept(int slot, long index) {
        long ahead = index - highest[slot];
        if (ahead >= windowBits) {
            int first = slot * (windowBits / 64);
            Arrays.fill(windows, first, first + windowBits / 64, 0);
        } else {
            // Those skipped were not seen; their bits still tell of indexes one window earlier.
            for (long skipped = highest[slot] + 1; skipped < index; skipped++) {
                windows[wordOf(slot, skipped)] &= ~(1L << skipped);
            }
        }
        if (ahead > 0) {
            highest[slot] = index;
        }
        windows[wordOf(slot, index)] |= 1L << index;
    }

    /**
     * The index nearest to the highest one of a slot (RFC 3711 §3.3.1, and appendix A). Negative
     * when the packet would be from before the first rollover period.
     */
    long guess(int slot, int sequence) {
        long reference = highest[slot];
        int last = (int) reference & 0xffff;
        long rolloverBase = reference - last;
        if (last < 0x8000) {
            return sequence - last > 0x8000
                    ? rolloverBase - 0x10000 + sequence
                    : rolloverBase + sequence;
        }
        return last - 0x8000 > sequence
                ? rolloverBase + 0x10000 + sequence
                : rolloverBase + sequence;
    }

    private int wordOf(int slot, long index) {
        return slot * (windowBits / 64) + (int) ((index & (windowBits - 1)) >>> 6);
    }

    /** SSRCs are random numbers, unless the peer is hostile: then it slows down itself only. */
    private static int bucketOf(int ssrc) {
        int mixed = ssrc * 0x9e3779b9;
        return mixed ^ (mixed >>> 16);
    }

    private void place(int slot) {
        int mask = buckets.length - 1;
        int bucket = bucketOf(ssrcs[slot]) & mask;
        while (buckets[bucket] != 0) {
            bucket = (bucket + 1) & mask;
        }
        buckets[bucket] = slot + 1;
    }

    private void grow() {
        int slots = 2 * ssrcs.length;
        ssrcs = Arrays.copyOf(ssrcs, slots);
        highest = Arrays.copyOf(highest, slots);
        windows = Arrays.copyOf(windows, slots * (windowBits / 64));
        buckets = new int[2 * slots];
        for (int slot = 0; slot < count; slot++) {
            place(slot);
        }
    }
}
