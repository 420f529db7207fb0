package org.consilium.server.signal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one person may join one room: a token bucket each. A join opens two transports, tells
 * everybody in the room and the receivers of webhooks; a client that comes back after failures
 * waits longer each time, one that means harm does not.
 *
 * <p>Bounded: the bucket longest unused is forgotten. Thread-safe; time is passed in.
 */
final class JoinRates {
    /** A bad afternoon on a train: several reconnects at once, then one every two seconds. */
    static final int BURST = 30;

    private static final long REFILL_NANOS = 2_000_000_000L;

    /** Some 10 MB when full. */
    private static final int MAX_BUCKETS = 50_000;

    private record Presence(String room, String identity) {}

    private static final class Bucket {
        double tokens = BURST;
        long atNanos;
    }

    private final Map<Presence, Bucket> buckets =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Presence, Bucket> eldest) {
                    return size() > MAX_BUCKETS;
                }
            };

    /** Whether one more join is within the bound; counts it when it is. */
    synchronized boolean allows(String room, String identity, long nowNanos) {
        Bucket bucket =
                buckets.computeIfAbsent(
                        new Presence(room, identity),
                        presence -> {
                            var fresh = new Bucket();
                            fresh.atNanos = nowNanos;
                            return fresh;
                        });
        double gained = (double) (nowNanos - bucket.atNanos) / REFILL_NANOS;
        bucket.tokens = Math.min(BURST, bucket.tokens + gained);
        bucket.atNanos = nowNanos;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens--;
        return true;
    }
}
