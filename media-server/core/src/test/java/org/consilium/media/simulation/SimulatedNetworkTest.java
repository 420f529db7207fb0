package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final long MILLI = 1_000_000;

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(lossyRun(42)).isEqualTo(lossyRun(42)).isNotEqualTo(lossyRun(43));
    }

    @Test
    void losesAndDuplicatesTheShareAskedFor() {
        var network = new SimulatedNetwork(7);
        var arrived = new ArrayList<Long>();
        SimulatedLink link =
                network.link(
                        LinkConditions.perfect().withLoss(0.1).withDuplication(0.05),
                        (datagram, now) -> arrived.add(now));
        for (int i = 0; i < 10_000; i++) {
            link.send(new byte[10]);
        }
        network.runFor(MILLI);
        assertThat(link.lost()).isBetween(900L, 1100L);
        assertThat((long) arrived.size()).isEqualTo(link.delivered()).isBetween(9_300L, 9_600L);
    }

    @Test
    void aBottleneckSpacesDatagramsAndDropsWhatItsQueueCannotHold() {
        var network = new SimulatedNetwork(7);
        var arrived = new ArrayList<Long>();
        long start = network.nowNanos();
        SimulatedLink link =
                network.link(
                        LinkConditions.perfect().withDelayMillis(5).withRate(1_000_000, 2_000),
                        (datagram, now) -> arrived.add((now - start) / MILLI));
        for (int i = 0; i < 3; i++) {
            link.send(new byte[1_000]);
        }
        network.runFor(100 * MILLI);
        assertThat(arrived).containsExactly(13L, 21L);
        assertThat(link.overflowed()).isEqualTo(1);
    }

    @Test
    void jitterKeepsOrderAndReorderingDoesNot() {
        assertThat(orderOf(LinkConditions.perfect().withJitterMillis(30))).isSorted();
        assertThat(orderOf(LinkConditions.perfect().withReordering(0.1, 50)))
                .hasSize(200)
                .isNotEqualTo(orderOf(LinkConditions.perfect()));
    }

    private static List<Integer> orderOf(LinkConditions conditions) {
        var network = new SimulatedNetwork(3);
        var arrived = new ArrayList<Integer>();
        SimulatedLink link =
                network.link(conditions, (datagram, now) -> arrived.add(datagram[0] & 0xff));
        for (int i = 0; i < 200; i++) {
            byte number = (byte) i;
            network.after(i * (5 * MILLI), () -> link.send(new byte[] {number}));
        }
        network.runFor(2_000 * MILLI);
        return arrived;
    }

    private static List<Long> lossyRun(long seed) {
        var network = new SimulatedNetwork(seed);
        var arrived = new ArrayList<Long>();
        SimulatedLink link =
                network.link(
                        LinkConditions.perfect()
                                .withDelayMillis(20)
                                .withJitterMillis(10)
                                .withLoss(0.2),
                        (datagram, now) -> arrived.add(now));
        network.every(MILLI, () -> link.send(new byte[100]));
        network.runFor(200 * MILLI);
        return arrived;
    }
}
