package org.consilium.control.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One token bucket per key: {@code burst} tokens, one more every {@code refill}.
 *
 * <p>Bounded: of more than {@link #MAX_KEYS} keys the one longest unused is forgotten, which makes
 * a flood of new keys cost memory once and then nothing. Thread-safe; time comes from a monotonic
 * source.
 */
public final class TokenBuckets {
    private static final int MAX_KEYS = 50_000;

    private final int burst;
    private final long refillNanos;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MAX_KEYS;
                }
            };

    private static final class Bucket {
        double tokens;
        long atNanos;

        Bucket(double tokens, long atNanos) {
            this.tokens = tokens;
            this.atNanos = atNanos;
        }
    }

    public TokenBuckets(int burst, Duration refill, LongSupplier nanoClock) {
        this.burst = burst;
        this.refillNanos = refill.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Takes one token, or says how long to wait for one. */
    public @Nullable Duration take(String key) {
        var nowNanos = nanoClock.getAsLong();
        lock.lock();
        try {
            var bucket = buckets.computeIfAbsent(key, ignored -> new Bucket(burst, nowNanos));
            refill(bucket, nowNanos);
            if (bucket.tokens >= 1) {
                bucket.tokens -= 1;
                return null;
            }
            var waitNanos = (long) ((1 - bucket.tokens) * refillNanos);
            return Duration.ofSeconds(Math.max(1, (waitNanos + 999_999_999L) / 1_000_000_000L));
        } finally {
            lock.unlock();
        }
    }

    /** {@link #take}, throwing too-many-requests. */
    public void require(String key) {
        var wait = take(key);
        if (wait != null) {
            throw ApiException.tooManyRequests(wait);
        }
    }

    /** Gives a token back: what it was taken for turned out harmless. */
    public void giveBack(String key) {
        lock.lock();
        try {
            var bucket = buckets.get(key);
            if (bucket != null) {
                bucket.tokens = Math.min(burst, bucket.tokens + 1);
            }
        } finally {
            lock.unlock();
        }
    }

    private void refill(Bucket bucket, long nowNanos) {
        var gained = (double) (nowNanos - bucket.atNanos) / refillNanos;
        if (gained > 0) {
            bucket.tokens = Math.min(burst, bucket.tokens + gained);
            bucket.atNanos = nowNanos;
        }
    }
}
