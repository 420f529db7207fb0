package org.consilium.media.room;

import java.util.ArrayList;
import java.util.List;

/**
 * How often measured values fell between fixed bounds. Adding neither allocates nor waits. Single
 * writer: the loop; readers on other threads are given copies.
 */
public final class Distribution {
    private final long[] bounds;

    /** One more than bounds: the last counts what is above all of them. */
    private final long[] counts;

    /**
     * @param bounds ascending, each the highest value that still belongs to its class
     */
    Distribution(long... bounds) {
        this.bounds = bounds.clone();
        this.counts = new long[bounds.length + 1];
    }

    void add(long value) {
        int index = 0;
        while (index < bounds.length && value > bounds[index]) {
            index++;
        }
        counts[index]++;
    }

    /** A copy for other threads. */
    public Copy copy() {
        List<Long> copiedBounds = new ArrayList<>();
        for (long bound : bounds) {
            copiedBounds.add(bound);
        }
        List<Long> upTo = new ArrayList<>();
        long sum = 0;
        for (long count : counts) {
            sum += count;
            upTo.add(sum);
        }
        return new Copy(copiedBounds, upTo);
    }

    /**
     * A distribution at one instant.
     *
     * @param bounds ascending
     * @param upTo how many values were at most each bound; one more than bounds, the last counts
     *     all
     */
    public record Copy(List<Long> bounds, List<Long> upTo) {
        public Copy {
            bounds = List.copyOf(bounds);
            upTo = List.copyOf(upTo);
        }
    }
}
