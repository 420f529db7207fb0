package org.consilium.media.bwe;

/**
 * The rate at which packets were sent, or arrived by the receiver's clock, over any window of the
 * last second. Single writer.
 */
final class RateWindow {
    private static final int BUCKET_MICROS = 10_000;
    private static final int BUCKETS = 128;

    private final int[] bytes = new int[BUCKETS];
    private boolean started;
    private int baseMicros;

    /** Newest bucket, counted from {@link #baseMicros}. */
    private long newest;

    private long oldest;

    /** A packet of this size passed at this time, microseconds, low 32 bits. */
    void add(int atMicros, int sizeBytes) {
        if (!started) {
            started = true;
            baseMicros = atMicros;
            newest = 0;
            oldest = 0;
            bytes[0] = 0;
        }
        int behind = atMicros - (baseMicros + (int) (newest * BUCKET_MICROS));
        long bucket = newest + Math.floorDiv(behind, BUCKET_MICROS);
        if (bucket > newest + BUCKETS) {
            started = false;
            add(atMicros, sizeBytes);
            return;
        }
        while (newest < bucket) {
            newest++;
            bytes[(int) (newest & (BUCKETS - 1))] = 0;
        }
        oldest = Math.max(oldest, newest - BUCKETS + 1);
        if (bucket >= oldest) {
            bytes[(int) (bucket & (BUCKETS - 1))] += sizeBytes;
        }
    }

    /**
     * Bits per second over the whole buckets of a window that ends with the newest packet; 0 when
     * less than half of it was seen.
     *
     * @param windowMillis 20..1000
     */
    double bitrateBps(int windowMillis) {
        long wanted = windowMillis * 1000L / BUCKET_MICROS;
        long from = Math.max(oldest + 1, newest - wanted);
        long buckets = newest - from;
        if (!started || buckets < wanted / 2 || buckets <= 0) {
            return 0;
        }
        long sum = 0;
        for (long bucket = from; bucket < newest; bucket++) {
            sum += bytes[(int) (bucket & (BUCKETS - 1))];
        }
        return sum * 8e6 / (buckets * BUCKET_MICROS);
    }
}
