package org.consilium.perf.load.media;

import java.util.Arrays;

/**
 * Counts of durations in buckets whose width is a sixty-fourth of their value, so that a percentile
 * is right to 1.6 %. Single writer.
 */
public final class LatencyHistogram {
    private static final int FINE_BITS = 6;
    private static final int BUCKETS = (64 - FINE_BITS) << FINE_BITS;

    private final long[] counts = new long[BUCKETS];
    private long count;
    private long maximumNanos;

    /** An empty one. */
    public LatencyHistogram() {}

    /** One duration; a negative one counts as 0. */
    public void add(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        count++;
        maximumNanos = Math.max(maximumNanos, value);
    }

    /** Adds everything another one has counted. */
    public void add(LatencyHistogram other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        maximumNanos = Math.max(maximumNanos, other.maximumNanos);
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(counts, 0);
        count = 0;
        maximumNanos = 0;
    }

    public long count() {
        return count;
    }

    public long maximumNanos() {
        return maximumNanos;
    }

    /**
     * The duration that the given share of all stays below or at; 0 when there is none.
     *
     * @param share 0..1
     */
    public long percentileNanos(double share) {
        long wanted = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return Math.min(upperBound(i), maximumNanos);
            }
        }
        return 0;
    }

    /** Values below 128 have a bucket each; above, the top seven bits of a value choose. */
    private static int bucket(long value) {
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(value) - FINE_BITS - 1);
        return (shift << FINE_BITS) + (int) (value >>> shift);
    }

    private static long upperBound(int bucket) {
        int shift = Math.max(0, (bucket >> FINE_BITS) - 1);
        long top = bucket - ((long) shift << FINE_BITS);
        return ((top + 1) << shift) - 1;
    }
}
