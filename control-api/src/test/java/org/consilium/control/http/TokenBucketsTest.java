package org.consilium.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final TokenBuckets buckets = new TokenBuckets(3, Duration.ofSeconds(10), nowNanos::get);

    @Test
    void allowsABurstAndThenOneMoreForEachInterval() {
        for (var i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isNull();
        }
        assertThat(buckets.take("a")).isEqualTo(Duration.ofSeconds(10));
        assertThat(buckets.take("b")).isNull();
        nowNanos.addAndGet(Duration.ofSeconds(4).toNanos()); // Across the wrap of the clock.
        assertThat(buckets.take("a")).isEqualTo(Duration.ofSeconds(6));
        nowNanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(buckets.take("a")).isNull();
        assertThat(buckets.take("a")).isNotNull();
    }

    @Test
    void givesBackNoMoreThanTheBurst() {
        buckets.giveBack("a");
        for (var i = 0; i < 9; i++) {
            assertThat(buckets.take("a")).isNull();
            buckets.giveBack("a");
        }
        buckets.giveBack("a");
        buckets.giveBack("a");
        for (var i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isNull();
        }
        assertThat(buckets.take("a")).isNotNull();
    }

    @Test
    void forgetsTheLongestUnusedOfTooManyKeys() {
        for (var i = 0; i < 3; i++) {
            buckets.take("victim");
        }
        for (var i = 0; i < 60_000; i++) {
            buckets.take("flood" + i);
        }
        assertThat(buckets.take("victim")).isNull();
    }
}
