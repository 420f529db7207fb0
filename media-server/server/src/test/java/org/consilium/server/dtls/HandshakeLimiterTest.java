package org.consilium.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.consilium.media.buffer.TransportAddress;
import org.junit.jupiter.api.Test;

class HandshakeLimiterTest {
    private static final long SECOND = 1_000_000_000L;

    private final HandshakeLimiter limiter =
            new HandshakeLimiter(
                    new DtlsSettings(
                            Duration.ofSeconds(20), Duration.ofMillis(100), 500, 100, 5, 20, 1));

    private int begin(TransportAddress address, int attempts, long nowNanos) {
        int allowed = 0;
        for (int i = 0; i < attempts; i++) {
            allowed += limiter.tryBegin(address, nowNanos) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void oneAddressHasABurstAndThenItsRate() {
        var ward = TransportAddress.ofIpv4(0x0a00_0001, 1000);

        assertThat(begin(ward, 100, -SECOND)).isEqualTo(20);
        assertThat(begin(ward, 100, 0)).isEqualTo(5);
        assertThat(begin(TransportAddress.ofIpv4(0x0a00_0001, 2000), 10, 0)).isZero();
        assertThat(begin(TransportAddress.ofIpv4(0x0a00_0002, 1000), 10, 0)).isEqualTo(10);
        assertThat(begin(ward, 100, 3600 * SECOND)).isEqualTo(20);
        assertThat(limiter.refused()).isEqualTo(265);
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        var first = new TransportAddress(0x2001_0db8_0000_0001L, 1, 1);
        var second = new TransportAddress(0x2001_0db8_0000_0001L, 0x1234_5678_9abc_def0L, 1);

        assertThat(begin(first, 20, 0)).isEqualTo(20);
        assertThat(begin(second, 20, 0)).isZero();
        assertThat(begin(new TransportAddress(0x2001_0db8_0000_0002L, 1, 1), 20, 0)).isEqualTo(20);
    }

    @Test
    void aFloodFromManyAddressesIsHeldByTheBucketForAll() {
        var random = new SplittableRandom(3);
        int allowed = 0;
        for (int i = 0; i < 1_000_000; i++) {
            var address = TransportAddress.ofIpv4(random.nextInt(), 1);
            allowed += limiter.tryBegin(address, i * 10_000L) ? 1 : 0; // ten seconds in all
        }
        assertThat(allowed).isBetween(1000, 1101);
    }
}
