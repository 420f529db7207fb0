package org.consilium.media.quality;

import org.consilium.media.bwe.EstimatorSettings;
import org.consilium.media.quality.QualityTable.Bound;

/**
 * The evaluation cases of RFC 8867 §5.1 to §5.8 and some of our own, measured by the criteria of
 * RFC 8868 and noted in a {@link QualityTable}.
 */
final class CongestionCases {
    private static final Bound UTILISATION = Bound.atLeast(80, 90, " %");
    private static final Bound QUEUE_MEDIAN = Bound.atMost(40, 20, " ms");
    private static final Bound QUEUE_P95 = Bound.atMost(150, 80, " ms");
    private static final Bound LOSS = Bound.atMost(1, 0.1, " %");
    private static final Bound VARIATION = Bound.atMost(0.25, 0.12, "");

    private final QualityTable table;

    CongestionCases(QualityTable table) {
        this.table = table;
    }

    void runAll(long seed) {
        varyingCapacity(seed);
        ramp(seed);
        twoFlows(seed);
        congestedFeedback(seed);
        threeFlows(seed);
        differentRoundTrips(seed);
        againstLongTcp(seed);
        againstShortTcp(seed);
        pauseAndResume(seed);
        demandSteps(seed);
        randomLoss(seed);
        jitter(seed);
        ruralLink(seed);
    }

    private void steady(String name, FlowRecord flow, int from, int to, double bps, long seed) {
        table.note(
                name + ": utilisation", UTILISATION, 100 * flow.receivedBps(from, to) / bps, seed);
        quality(name, flow, from, to, seed);
    }

    private void quality(String name, FlowRecord flow, int from, int to, long seed) {
        table.note(
                name + ": queueing delay, median",
                QUEUE_MEDIAN,
                flow.waitMillis(0.5, from, to),
                seed);
        table.note(
                name + ": queueing delay, 95 %", QUEUE_P95, flow.waitMillis(0.95, from, to), seed);
        table.note(name + ": own loss", LOSS, 100 * flow.lossShare(from, to), seed);
        table.note(name + ": variation of the estimate", VARIATION, flow.variation(from, to), seed);
    }

    /** RFC 8867 §5.1. */
    void varyingCapacity(long seed) {
        var path = new PathSimulation(seed, 100, 0, 0, 1000, 40, 2500, 60, 600, 80, 1000);
        FlowRecord flow = path.media(50).record();
        path.run();
        steady("5.1 at 1 Mbit/s", flow, 20, 40, 1e6, seed);
        steady("5.1 at 2.5 Mbit/s", flow, 50, 60, 2.5e6, seed);
        steady("5.1 at 0.6 Mbit/s", flow, 70, 80, 0.6e6, seed);
        steady("5.1 at 1 Mbit/s again", flow, 90, 100, 1e6, seed);
        table.note(
                "5.1: below 110 % after 2.5 → 0.6 Mbit/s",
                Bound.atMost(2.5, 1, " s"), flow.firstSecond(60, 80, 0.66e6, false), seed);
        table.note(
                "5.1: peak queueing delay after 2.5 → 0.6 Mbit/s",
                Bound.atMost(300, 200, " ms"),
                flow.waitMillis(1, 60, 66),
                seed);
        table.reason(
                "5.1: peak queueing delay after 2.5 → 0.6 Mbit/s",
                "what leaves in one round trip of 100 ms at 2.5 Mbit/s takes 316 ms at 0.6 Mbit/s,"
                        + " before any sender can have heard of it");
        Bound recovery = Bound.atMost(15, 6, " s");
        table.note(
                "5.1: recovery to 80 % after 1 → 2.5 Mbit/s",
                recovery, flow.firstSecond(40, 60, 2e6, true), seed);
        table.note(
                "5.1: recovery to 80 % after 0.6 → 1 Mbit/s",
                recovery, flow.firstSecond(80, 100, 0.8e6, true), seed);
    }

    void ramp(long seed) {
        var path = new PathSimulation(seed, 30, 0, 0, 2500);
        FlowRecord flow = path.media(50).record();
        path.run();
        table.note(
                "start: from 300 kbit/s to 90 % of 2.5 Mbit/s",
                Bound.atMost(5, 2, " s"), flow.firstSecond(0, 30, 2.25e6, true), seed);
    }

    /** RFC 8867 §5.2. */
    void twoFlows(long seed) {
        var path =
                new PathSimulation(seed, 125, 0, 0, 4000, 25, 2000, 50, 3500, 75, 1000, 100, 2000);
        FlowRecord one = path.media(50).record();
        FlowRecord two = path.media(50).record();
        path.run();
        double both = one.receivedBps(62, 75) + two.receivedBps(62, 75);
        table.note("5.2 two flows at 3.5 Mbit/s: utilisation", UTILISATION, both / 35e3, seed);
        quality("5.2 two flows at 3.5 Mbit/s", one, 62, 75, seed);
    }

    /** RFC 8867 §5.3. */
    void congestedFeedback(long seed) {
        var path =
                new PathSimulation(seed, 100, 0, 0, 2000, 20, 1000, 40, 500, 60, 2000)
                        .back(0, 2000, 35, 800, 70, 2000);
        FlowRecord flow = path.media(50).record();
        FlowRecord opposite = path.opposite(50).record();
        path.run();
        steady("5.3 forward, way back at 0.8 Mbit/s", flow, 50, 60, 0.5e6, seed);
        steady("5.3 forward, both at 2 Mbit/s", flow, 85, 100, 2e6, seed);
        steady("5.3 backward at 0.8 Mbit/s", opposite, 53, 70, 0.8e6, seed);
    }

    /** RFC 8867 §5.4. */
    void threeFlows(long seed) {
        var path = new PathSimulation(seed, 120, 0, 0, 3500);
        FlowRecord[] flows = new FlowRecord[3];
        for (int i = 0; i < 3; i++) {
            flows[i] = path.media(50).startsAt(20 * i).record();
        }
        path.run();
        table.note(
                "5.4 three flows: Jain index",
                Bound.atLeast(0.90, 0.97, ""),
                jain(flows, 90, 120),
                seed);
        quality("5.4 three flows", flows[2], 90, 120, seed);
    }

    /** RFC 8867 §5.5. */
    void differentRoundTrips(long seed) {
        var path = new PathSimulation(seed, 300, 0, 0, 4000);
        int[] oneWayMillis = {10, 25, 50, 100, 150};
        FlowRecord[] flows = new FlowRecord[5];
        for (int i = 0; i < 5; i++) {
            flows[i] = path.media(oneWayMillis[i]).startsAt(10 * i).record();
        }
        path.run();
        table.note(
                "5.5 five round trips: Jain index",
                Bound.atLeast(0.80, 0.92, ""),
                jain(flows, 270, 300),
                seed);
        quality("5.5 five round trips, 150 ms", flows[4], 270, 300, seed);
    }

    private static double jain(FlowRecord[] flows, int from, int to) {
        double sum = 0;
        double squares = 0;
        for (FlowRecord flow : flows) {
            double rate = flow.receivedBps(from, to);
            sum += rate;
            squares += rate * rate;
        }
        return sum * sum / (flows.length * squares);
    }

    /** RFC 8867 §5.6. */
    void againstLongTcp(long seed) {
        var path = new PathSimulation(seed, 120, 0, 0, 2000);
        FlowRecord flow = path.media(50).record();
        path.tcp(50, 0).startsAt(5);
        path.run();
        table.note(
                "5.6 against one long TCP: share",
                Bound.between(20, 70, 35, 60, " %"),
                100 * flow.receivedBps(30, 120) / 2e6,
                seed);
        double least = Double.MAX_VALUE;
        for (int second = 10; second < 115; second += 5) {
            least = Math.min(least, flow.receivedBps(second, second + 5));
        }
        table.note(
                "5.6 against one long TCP: least in 5 s",
                Bound.atLeast(150, 150, " kbit/s"),
                least / 1000,
                seed);
    }

    /** RFC 8867 §5.7. */
    void againstShortTcp(long seed) {
        var path = new PathSimulation(seed, 300, 0, 0, 2000);
        FlowRecord flow = path.media(50).record();
        for (int i = 0; i < 10; i++) {
            path.tcp(50, 40_000);
        }
        path.run();
        double least = Double.MAX_VALUE;
        for (int second = 10; second < 295; second += 5) {
            least = Math.min(least, flow.receivedBps(second, second + 5));
        }
        table.note(
                "5.7 against ten short TCP: least in 5 s",
                Bound.atLeast(150, 150, " kbit/s"),
                least / 1000,
                seed);
        table.note(
                "5.7 against ten short TCP: queueing delay, median",
                QUEUE_MEDIAN,
                flow.waitMillis(0.5, 30, 300),
                seed);
    }

    /** RFC 8867 §5.8. */
    void pauseAndResume(long seed) {
        var path = new PathSimulation(seed, 120, 0, 0, 3500);
        FlowRecord flow = path.media(50).pauses(40, 60).record();
        path.media(50);
        path.media(50);
        path.run();
        // The fair share, when it had taken more than that from the others.
        double before = Math.min(flow.receivedBps(30, 40), 3.5e6 / 3);
        double resumed = Double.NaN;
        for (double second = 60; second < 118; second += 0.1) {
            if (flow.receivedBps(second, second + 1) >= 0.9 * before) {
                resumed = second - 60;
                break;
            }
        }
        table.note("5.8 pause: back to the previous rate", Bound.atMost(5, 2, " s"), resumed, seed);
    }

    void demandSteps(long seed) {
        var path = new PathSimulation(seed, 60, 0, 0, 10_000);
        FlowRecord flow = path.media(50).wants(0, 150, 20, 500, 40, 2500).record();
        path.run();
        Bound bound = Bound.atMost(5, 2, " s");
        table.note(
                "demand 150 → 500 kbit/s: estimate covers it",
                bound,
                flow.firstSecond(20, 40, 0.5e6, true),
                seed);
        table.note(
                "demand 500 → 2500 kbit/s: estimate covers it",
                bound,
                flow.firstSecond(40, 60, 2.5e6, true),
                seed);
    }

    void randomLoss(long seed) {
        var path = new PathSimulation(seed, 60, 0.1, 0, 2000);
        FlowRecord flow = path.media(50).record();
        path.run();
        table.note(
                "10 % random loss at 2 Mbit/s: utilisation",
                Bound.atLeast(50, 80, " %"), 100 * flow.receivedBps(20, 60) / 2e6, seed);
    }

    /** Wi-Fi in the sense of RFC 8869 §4: delay that jumps about. */
    void jitter(long seed) {
        var path = new PathSimulation(seed, 60, 0.01, 0, 2000);
        FlowRecord flow =
                path.media(30, 40, new EstimatorSettings(30_000, 300_000, 5_000_000)).record();
        path.run();
        steady("40 ms jitter and 1 % loss at 2 Mbit/s", flow, 20, 60, 2e6, seed);
    }

    /** A rural link carries a voice and one small picture. */
    void ruralLink(long seed) {
        var path = new PathSimulation(seed, 60, 0, 0, 300);
        FlowRecord flow = path.media(50).record();
        path.run();
        steady("300 kbit/s link", flow, 20, 60, 0.3e6, seed);
    }

    /** Seconds of virtual time per second of one core. */
    static double speed() {
        long start = System.nanoTime();
        var path = new PathSimulation(1, 1000, 0, 0, 2500);
        path.media(50);
        path.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
