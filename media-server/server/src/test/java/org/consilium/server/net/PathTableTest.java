package org.consilium.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.junit.jupiter.api.Test;

class PathTableTest {
    @Test
    void givesTheSameInstanceForTheSameAddress() {
        var table = new PathTable(64, 1);
        var remote = TransportAddress.ofIpv4(0xc0000201, 5000);
        var entry = table.of(3, remote.high(), remote.low(), remote.port());
        assertThat(entry.path).isEqualTo(new NetworkPath(3, remote));
        assertThat(table.of(3, remote.high(), remote.low(), remote.port())).isSameAs(entry);
        assertThat(table.of(new NetworkPath(3, remote))).isSameAs(entry);
        assertThat(table.of(2, remote.high(), remote.low(), remote.port())).isNotSameAs(entry);
        assertThat(entry.destination.toString()).isEqualTo("/192.0.2.1:5000");
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void floodOfForgedSourcesStaysInItsMemoryAndKeepsWhoIsActive() {
        long seed = 4711;
        var random = new SplittableRandom(seed);
        var table = new PathTable(1024, seed);
        var active = table.of(0, 1, 2, 3);
        for (int i = 0; i < 200_000; i++) {
            table.of(0, random.nextLong(), random.nextLong(), random.nextInt(65_536));
            if (i % 3 == 0) {
                // Somebody who sends all the time is used more recently than its set's others.
                assertThat(table.of(0, 1, 2, 3)).as("seed %d", seed).isSameAs(active);
            }
        }
        assertThat(table.size()).isLessThanOrEqualTo(1024);
    }

    @Test
    void forgottenPathIsTakenBackAsTheInstanceThatIsStillHeld() {
        var table = new PathTable(4, 1);
        var held = table.of(0, 0, 1, 1).path;
        for (int i = 2; i < 10; i++) {
            table.of(0, 0, i, 1);
        }
        assertThat(table.of(held).path).isSameAs(held);
        assertThat(table.of(0, 0, 1, 1).path).isSameAs(held);
    }
}
