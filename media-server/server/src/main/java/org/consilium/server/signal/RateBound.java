package org.consilium.server.signal;

/**
 * Bounds how much one client may say: a bucket of messages and a bucket of bytes that refill with
 * time. Single writer: the connection's reader.
 */
final class RateBound {
    /**
     * A join into a large room sends a few messages per track at once; adaptive video many more.
     */
    private static final int BURST_MESSAGES = 1_000;

    private static final int MESSAGES_PER_SECOND = 100;

    /** Two of the largest messages. */
    private static final long BURST_BYTES = 4L * 1024 * 1024;

    private static final long BYTES_PER_SECOND = 256L * 1024;

    private double messages = BURST_MESSAGES;
    private double bytes = BURST_BYTES;
    private long lastNanos;

    RateBound(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Whether one more message of this size is still within bounds. */
    boolean allows(int sizeBytes, long nowNanos) {
        double seconds = (nowNanos - lastNanos) / 1e9;
        lastNanos = nowNanos;
        messages = Math.min(BURST_MESSAGES, messages + seconds * MESSAGES_PER_SECOND) - 1;
        bytes = Math.min(BURST_BYTES, bytes + seconds * BYTES_PER_SECOND) - sizeBytes;
        return messages >= 0 && bytes >= 0;
    }
}
