package org.consilium.server.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.consilium.media.EngineStatistics;
import org.consilium.media.room.Distribution;
import org.consilium.media.room.MediaQuality;
import org.consilium.server.loop.LoopStatistics;
import org.consilium.server.loop.NetworkStatistics;

/**
 * The numbers of this server in the Prometheus text format. Nothing here is counted twice: loops
 * publish snapshots, and a scrape reads the last ones, so the media path knows nothing of it. No
 * label names a room or a person.
 *
 * <p>Names that begin with {@code livekit_} are those of the protocol's reference server, so that
 * dashboards made for it keep working; the registry would not allow some of them for their true
 * type, which is noted where it happens.
 *
 * <p>Any thread.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Supplier<List<LoopStatistics>> loops;

    /**
     * @param nodeId the label {@code node_id} of everything
     * @param loops the last snapshots
     */
    public Metrics(String nodeId, Supplier<List<LoopStatistics>> loops) {
        this.loops = loops;
        registry.config().commonTags("node_id", nodeId, "node_type", "SERVER");
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        bindRooms();
        bindPackets();
        bindDrops();
        bindQuality();
        bindLoops();
    }

    /** A counter that somebody else counts. */
    public void counter(String name, LongSupplier value, String... tags) {
        // The registry holds the object of a counter weakly and would forget a lambda at the next
        // collection, after which the counter stands still; it holds the function strongly.
        FunctionCounter.builder(name, this, metrics -> value.getAsLong())
                .tags(tags)
                .register(registry);
    }

    /** A value that goes up and down. */
    public void gauge(String name, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** Everything, as Prometheus reads it. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void bindRooms() {
        // The registry keeps "_total" for counters, so these present values pose as one.
        engine("livekit_room_total", EngineStatistics::rooms);
        engine("livekit_participant_total", EngineStatistics::participants);
        engine("livekit_track_published_total", EngineStatistics::publishedTracks);
        engine("livekit_track_subscribed_total", EngineStatistics::subscriptions);
        gauge(
                "sfu_largest_room",
                () -> {
                    int largest = 0;
                    for (LoopStatistics loop : loops.get()) {
                        largest = Math.max(largest, loop.engine().largestRoom());
                    }
                    return largest;
                });
    }

    private void bindPackets() {
        engine("livekit_packet_total", EngineStatistics::packetsReceived, "direction", "incoming");
        engine("livekit_packet_total", EngineStatistics::packetsSent, "direction", "outgoing");
        // A counter by nature, but the registry would append "_total" to the known name.
        gauge(
                "livekit_packet_bytes",
                () -> sum(loop -> loop.engine().bytesReceived()),
                "direction",
                "incoming");
        gauge(
                "livekit_packet_bytes",
                () -> sum(loop -> loop.engine().bytesSent()),
                "direction",
                "outgoing");
        engine("livekit_nack_total", EngineStatistics::nacksReceived, "direction", "incoming");
        engine("livekit_nack_total", EngineStatistics::nacksSent, "direction", "outgoing");
        engine(
                "livekit_pli_total",
                EngineStatistics::keyframeRequestsReceived,
                "direction",
                "incoming");
        engine(
                "livekit_pli_total",
                EngineStatistics::keyframeRequestsSent,
                "direction",
                "outgoing");
        engine("sfu_retransmitted_packets_total", EngineStatistics::packetsRetransmitted);
        network("sfu_datagrams_total", NetworkStatistics::receivedDatagrams, "dir", "in");
        network("sfu_datagrams_total", NetworkStatistics::sentDatagrams, "dir", "out");
        network("sfu_bytes_total", NetworkStatistics::receivedBytes, "dir", "in");
        network("sfu_bytes_total", NetworkStatistics::sentBytes, "dir", "out");
        network("sfu_receive_batches_total", NetworkStatistics::receiveBatches);
        network("sfu_send_trains_total", NetworkStatistics::sentTrains);
        network("sfu_segmentation_refused_total", NetworkStatistics::segmentationRefused);
        network("sfu_receive_errors_total", NetworkStatistics::receiveErrors);
        gauge("sfu_network_paths", () -> sum(loop -> loop.network().paths()));
    }

    private void bindDrops() {
        dropOfEngine("unknown_path", EngineStatistics::droppedUnknownPath);
        dropOfEngine("malformed", EngineStatistics::droppedMalformed);
        dropOfEngine("malformed_rtp", EngineStatistics::droppedMalformedRtp);
        dropOfEngine("malformed_rtcp", EngineStatistics::droppedMalformedRtcp);
        dropOfEngine("unauthenticated", EngineStatistics::droppedUnauthenticated);
        dropOfEngine("replayed", EngineStatistics::droppedReplayed);
        dropOfEngine("unknown_stream", EngineStatistics::droppedUnknownStream);
        dropOfEngine("unknown_payload_type", EngineStatistics::droppedUnknownPayloadType);
        dropOfNetwork("queue_full", NetworkStatistics::droppedQueueFull);
        dropOfNetwork("unreachable", NetworkStatistics::droppedUnreachable);
        dropOfNetwork("not_permitted", NetworkStatistics::droppedNotPermitted);
        dropOfNetwork("too_long", NetworkStatistics::droppedTooLong);
        dropOfNetwork("unsendable", NetworkStatistics::droppedUnsendable);
        dropOfNetwork("send_error", NetworkStatistics::droppedOther);
        dropOfNetwork("no_room", NetworkStatistics::droppedNoRoom);
        engine(
                "sfu_srtp_errors_total",
                EngineStatistics::droppedUnauthenticated,
                "kind",
                "authentication");
        engine("sfu_srtp_errors_total", EngineStatistics::droppedReplayed, "kind", "replay");
    }

    private void bindQuality() {
        double nanos = 1e9;
        quality("sfu_round_trip_reports_total", nanos, MediaQuality.Snapshot::roundTripNanos);
        quality(
                "sfu_jitter_reports_total",
                nanos,
                MediaQuality.Snapshot::jitterFromPublishersNanos,
                "direction",
                "incoming");
        quality(
                "sfu_jitter_reports_total",
                nanos,
                MediaQuality.Snapshot::jitterToReceiversNanos,
                "direction",
                "outgoing");
        quality(
                "sfu_loss_reports_total",
                256,
                MediaQuality.Snapshot::lossFromPublishers,
                "direction",
                "incoming");
        quality(
                "sfu_loss_reports_total",
                256,
                MediaQuality.Snapshot::lossToReceivers,
                "direction",
                "outgoing");
    }

    /**
     * A distribution as cumulative counters with the label {@code le}, which is what {@code
     * histogram_quantile} reads; the registry keeps the ending {@code _bucket} for its own.
     *
     * @param perUnit how many of the measured unit make the one of the label: seconds, or the whole
     */
    private void quality(
            String name,
            double perUnit,
            Function<MediaQuality.Snapshot, Distribution.Copy> distribution,
            String... tags) {
        List<Long> bounds = distribution.apply(EngineStatistics.NONE.quality()).bounds();
        for (int i = 0; i <= bounds.size(); i++) {
            int index = i;
            String le = i == bounds.size() ? "+Inf" : Double.toString(bounds.get(i) / perUnit);
            FunctionCounter.builder(
                            name,
                            this,
                            metrics ->
                                    metrics.sum(
                                            loop ->
                                                    distribution
                                                            .apply(loop.engine().quality())
                                                            .upTo()
                                                            .get(index)))
                    .tags(Tags.of(tags).and("le", le))
                    .register(registry);
        }
    }

    private void bindLoops() {
        for (LoopStatistics loop : loops.get()) {
            int index = loop.loop();
            var tag = Tags.of("loop", Integer.toString(index));
            delay(index, tag, "0.5", LoopStatistics::delayP50Nanos);
            delay(index, tag, "0.99", LoopStatistics::delayP99Nanos);
            delay(index, tag, "1", LoopStatistics::delayMaxNanos);
            ofLoop(index, tag, "sfu_loop_batches_total", LoopStatistics::batches);
            ofLoop(index, tag, "sfu_loop_commands_total", LoopStatistics::commands);
            ofLoop(index, tag, "sfu_loop_commands_refused_total", LoopStatistics::refused);
            ofLoop(index, tag, "sfu_loop_failures_total", LoopStatistics::failures);
            ofLoop(index, tag, "sfu_loop_allocated_bytes_total", LoopStatistics::allocatedBytes);
            FunctionCounter.builder(
                            "sfu_loop_busy_seconds_total",
                            loops,
                            all -> all.get().get(index).busyNanos() / 1e9)
                    .tags(tag)
                    .register(registry);
        }
    }

    private void delay(int index, Tags tag, String quantile, ToLongFunction<LoopStatistics> nanos) {
        Gauge.builder(
                        "sfu_loop_delay_seconds",
                        loops,
                        all -> nanos.applyAsLong(all.get().get(index)) / 1e9)
                .tags(tag.and(Tag.of("quantile", quantile)))
                .strongReference(true)
                .register(registry);
    }

    private void ofLoop(int index, Tags tag, String name, ToLongFunction<LoopStatistics> value) {
        FunctionCounter.builder(name, loops, all -> value.applyAsLong(all.get().get(index)))
                .tags(tag)
                .register(registry);
    }

    private void dropOfEngine(String reason, ToLongFunction<EngineStatistics> value) {
        engine("sfu_packets_dropped_total", value, "reason", reason);
    }

    private void dropOfNetwork(String reason, ToLongFunction<NetworkStatistics> value) {
        network("sfu_packets_dropped_total", value, "reason", reason);
    }

    private void engine(String name, ToLongFunction<EngineStatistics> value, String... tags) {
        summed(name, loop -> value.applyAsLong(loop.engine()), tags);
    }

    private void network(String name, ToLongFunction<NetworkStatistics> value, String... tags) {
        summed(name, loop -> value.applyAsLong(loop.network()), tags);
    }

    private void summed(String name, ToDoubleFunction<LoopStatistics> value, String... tags) {
        FunctionCounter.builder(name, this, metrics -> metrics.sum(value))
                .tags(tags)
                .register(registry);
    }

    private double sum(ToDoubleFunction<LoopStatistics> value) {
        double sum = 0;
        for (LoopStatistics loop : loops.get()) {
            sum += value.applyAsDouble(loop);
        }
        return sum;
    }
}
