package org.consilium.media.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.consilium.media.bwe.EstimatorSettings;
import org.jspecify.annotations.Nullable;

/**
 * Flows that share one bottleneck, and another one for their reports where a case asks for it, in
 * steps of a millisecond. The same seed gives the same run.
 */
final class PathSimulation {

    /** RFC 8867 §4: the queue of the bottleneck holds so much time. */
    private static final int QUEUE_MILLIS = 300;

    private final int seconds;
    private final SplittableRandom random;
    private final List<SimulatedFlow> flows = new ArrayList<>();
    private final Bottleneck forward;
    private @Nullable Bottleneck back;

    PathSimulation(long seed, int seconds, double loss, int... schedule) {
        this.seconds = seconds;
        this.random = new SplittableRandom(seed);
        this.forward =
                new Bottleneck(schedule, QUEUE_MILLIS, loss, random.split(), this::onDeparture);
    }

    /** Reports, and whoever sends the other way, share this. */
    PathSimulation back(int... schedule) {
        back = new Bottleneck(schedule, QUEUE_MILLIS, 0, random.split(), this::onDeparture);
        return this;
    }

    private void onDeparture(int flow, long packet, int size, long at, long waited) {
        flows.get(flow).onDeparture(packet, size, at, waited);
    }

    /** A report on a way that nothing obstructs. */
    private boolean straight(int flow, long packet, int size, long now) {
        flows.get(flow).onDeparture(packet, size, now, 0);
        return true;
    }

    MediaFlow media(long oneWayMillis) {
        return media(oneWayMillis, 0, new EstimatorSettings(30_000, 300_000, 5_000_000));
    }

    MediaFlow media(long oneWayMillis, long jitterMillis, EstimatorSettings settings) {
        var flow =
                new MediaFlow(
                        flows.size(),
                        seconds,
                        oneWayMillis,
                        jitterMillis,
                        forward::enqueue,
                        back == null ? this::straight : back::enqueue,
                        settings,
                        random.split());
        flows.add(flow);
        return flow;
    }

    /** A flow in the direction of the reports of the others. */
    MediaFlow opposite(long oneWayMillis) {
        Bottleneck way = Objects.requireNonNull(back);
        var flow =
                new MediaFlow(
                        flows.size(),
                        seconds,
                        oneWayMillis,
                        0,
                        way::enqueue,
                        forward::enqueue,
                        new EstimatorSettings(30_000, 300_000, 5_000_000),
                        random.split());
        flows.add(flow);
        return flow;
    }

    TcpFlow tcp(long oneWayMillis, int transferBytes) {
        var flow =
                new TcpFlow(
                        flows.size(),
                        seconds,
                        oneWayMillis,
                        transferBytes,
                        forward::enqueue,
                        random.split());
        flows.add(flow);
        return flow;
    }

    void run() {
        long end = seconds * 1_000_000_000L;
        for (long now = 0; now < end; now += 1_000_000L) {
            forward.serve(now);
            if (back != null) {
                back.serve(now);
            }
            for (int i = 0; i < flows.size(); i++) {
                flows.get(i).onStep(now);
            }
        }
    }
}
