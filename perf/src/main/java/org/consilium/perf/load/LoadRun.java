package org.consilium.perf.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.perf.load.media.LatencyHistogram;
import org.consilium.perf.load.media.LoadLoop;
import org.consilium.perf.load.media.LoopSnapshot;
import org.consilium.perf.load.media.MemberPlan;
import org.consilium.perf.load.signal.SignalAddress;
import org.consilium.server.crypto.LibCryptoSuite;
import org.consilium.server.dtls.DtlsService;
import org.consilium.server.dtls.DtlsSettings;
import org.jspecify.annotations.Nullable;

/** One run: everybody joins, warms up, is measured, and leaves. Used once, by one thread. */
final class LoadRun {
    private static final Duration PROGRESS = Duration.ofSeconds(3);

    /** From the last join to everybody sending. */
    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(20);

    /** For what is under way when publishers stop, and what is asked for again. */
    private static final Duration LAST_REPAIRS = Duration.ofMillis(700);

    private final LoadPlan plan;
    private final SignalAddress server;
    private final OptionalLong serverPid;
    private final @Nullable URI metrics;
    private final PrintStream progress;
    private final List<LoadLoop> loops = new ArrayList<>();
    private long begunNanos;
    private long nextProgressNanos;
    private long lastReceived;
    private long lastSent;

    LoadRun(
            LoadPlan plan,
            SignalAddress server,
            OptionalLong serverPid,
            @Nullable URI metrics,
            PrintStream progress,
            int loopCount,
            int verifyEvery) {
        this.plan = plan;
        this.server = server;
        this.serverPid = serverPid;
        this.metrics = metrics;
        this.progress = progress;
        var settings = DtlsSettings.standard();
        var dtls = new DtlsService(settings, new SecureRandom(), InstantSource.system());
        dtls.warmUp();
        SrtpCipherSuite ciphers =
                LibCryptoSuite.ofThisMachine()
                        .<SrtpCipherSuite>map(suite -> suite)
                        .orElseGet(JdkCipherSuite::new);
        for (int i = 0; i < loopCount; i++) {
            loops.add(new LoadLoop(i, dtls, ciphers, verifyEvery));
        }
    }

    /**
     * Runs it all.
     *
     * @throws IOException when there are no sockets, or the server's process is not there
     */
    LoadResult run() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (LoadLoop loop : loops) {
                loop.start();
            }
            try {
                return measure(http);
            } finally {
                for (LoadLoop loop : loops) {
                    loop.leave().join();
                }
                Thread.sleep(200); // the last words of signalling and DTLS
                for (LoadLoop loop : loops) {
                    loop.stop();
                }
            }
        }
    }

    private LoadResult measure(HttpClient http) throws IOException, InterruptedException {
        begunNanos = System.nanoTime();
        ProcessUsage before = usage();
        joinAll(http);
        awaitReady();
        sleep(plan.warmUp());

        loops.forEach(LoadLoop::forgetLatency);
        List<LoopSnapshot> from = snapshots();
        ServerMetrics metricsFrom = metrics(http);
        ProcessUsage usageFrom = usage();
        ProcessUsage ownFrom = ProcessUsage.of(ProcessHandle.current().pid());
        long fromNanos = System.nanoTime();
        sleep(plan.duration());
        List<LoopSnapshot> to = snapshots();
        ProcessUsage usageTo = usage();
        ProcessUsage ownTo = ProcessUsage.of(ProcessHandle.current().pid());
        double seconds = (System.nanoTime() - fromNanos) / 1e9;
        ServerMetrics metricsTo = metrics(http);

        loops.forEach(LoadLoop::stopPublishing);
        Thread.sleep(LAST_REPAIRS);
        List<LoopSnapshot> end = snapshots();
        return result(
                seconds,
                from,
                to,
                end,
                before,
                usageFrom,
                usageTo,
                metricsFrom,
                metricsTo,
                ownTo.cpuMicros() - ownFrom.cpuMicros());
    }

    private void joinAll(HttpClient http) throws InterruptedException {
        List<MemberPlan> members = plan.members();
        int room = 0;
        for (int i = 0; i < members.size(); i++) {
            if (i > 0 && !members.get(i).room().equals(members.get(i - 1).room())) {
                room++;
            }
            // A room's people on one loop: its publishers then speak in the order of one thread.
            loops.get(room % loops.size()).join(http, server, members.get(i));
            sleep(Duration.ofNanos((long) (1e9 / plan.joinsPerSecond())));
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + JOIN_PATIENCE.toNanos();
        while (System.nanoTime() < deadline
                && sum(snapshots(), LoopSnapshot::ready) < plan.participants()) {
            sleep(Duration.ofMillis(50));
        }
    }

    /** Sleeps, and says now and then how things are. */
    private void sleep(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        long left;
        while ((left = end - System.nanoTime()) > 0) {
            long untilProgress = nextProgressNanos - System.nanoTime();
            if (nextProgressNanos == 0) {
                nextProgressNanos = System.nanoTime() + PROGRESS.toNanos();
            } else if (untilProgress <= 0) {
                nextProgressNanos += PROGRESS.toNanos();
                tellProgress();
            } else {
                Thread.sleep(Duration.ofNanos(Math.min(left, untilProgress)));
            }
        }
    }

    private void tellProgress() {
        List<LoopSnapshot> now = snapshots();
        long received = sum(now, LoopSnapshot::receivedPackets);
        long sent = sum(now, LoopSnapshot::sentPackets);
        double period = PROGRESS.toNanos() / 1e9;
        progress.printf(
                Locale.ROOT,
                "%4d s  %d of %d joined  %,.0f packets/s sent  %,.0f received  %d lost"
                        + "  latency p50 %.2f p99 %.2f ms%n",
                (System.nanoTime() - begunNanos) / 1_000_000_000L,
                sum(now, LoopSnapshot::ready),
                plan.participants(),
                (sent - lastSent) / period,
                (received - lastReceived) / period,
                sum(now, LoopSnapshot::lostPackets),
                latency(now).percentileNanos(0.5) / 1e6,
                latency(now).percentileNanos(0.99) / 1e6);
        lastReceived = received;
        lastSent = sent;
    }

    private List<LoopSnapshot> snapshots() {
        return loops.stream().map(loop -> loop.snapshot().join()).toList();
    }

    private @Nullable ProcessUsage usage() throws IOException {
        return serverPid.isPresent() ? ProcessUsage.of(serverPid.getAsLong()) : null;
    }

    private @Nullable ServerMetrics metrics(HttpClient http)
            throws IOException, InterruptedException {
        URI where = metrics;
        return where == null ? null : ServerMetrics.of(http, where);
    }

    private static long sum(List<LoopSnapshot> all, ToLongFunction<LoopSnapshot> figure) {
        return all.stream().mapToLong(figure).sum();
    }

    private static LatencyHistogram latency(List<LoopSnapshot> all) {
        var latency = new LatencyHistogram();
        all.forEach(snapshot -> latency.add(snapshot.latency()));
        return latency;
    }

    private LoadResult result(
            double seconds,
            List<LoopSnapshot> from,
            List<LoopSnapshot> to,
            List<LoopSnapshot> end,
            @Nullable ProcessUsage before,
            @Nullable ProcessUsage usageFrom,
            @Nullable ProcessUsage usageTo,
            @Nullable ServerMetrics metricsFrom,
            @Nullable ServerMetrics metricsTo,
            long generatorCpuMicros) {
        var failures = new LinkedHashMap<String, Integer>();
        for (LoopSnapshot snapshot : end) {
            for (Map.Entry<String, Integer> failure : snapshot.failures().entrySet()) {
                failures.merge(failure.getKey(), failure.getValue(), Integer::sum);
            }
        }
        return new LoadResult(
                plan,
                seconds,
                (int) sum(end, LoopSnapshot::ready),
                (int) sum(end, LoopSnapshot::closed),
                (int) sum(end, LoopSnapshot::streams),
                (int) sum(end, LoopSnapshot::streamsWithMedia),
                (int) sum(end, LoopSnapshot::videoStreams),
                (int) sum(end, LoopSnapshot::videoStreamsDecodable),
                grown(from, to, LoopSnapshot::sentPackets),
                grown(from, to, LoopSnapshot::sentBytes),
                grown(from, to, LoopSnapshot::receivedPackets),
                grown(from, to, LoopSnapshot::receivedBytes),
                grown(from, to, LoopSnapshot::receivedDatagrams),
                grown(from, to, LoopSnapshot::receivedTrains),
                sum(end, LoopSnapshot::acceptedPackets),
                sum(end, LoopSnapshot::lostPackets),
                sum(end, LoopSnapshot::repairedPackets),
                sum(end, LoopSnapshot::nacksSent),
                sum(end, LoopSnapshot::nacksReceived),
                sum(end, LoopSnapshot::retransmissionsSent),
                sum(end, LoopSnapshot::keyframeRequestsSent),
                sum(end, LoopSnapshot::keyframeRequestsReceived),
                sum(end, LoopSnapshot::feedbackSent),
                sum(end, LoopSnapshot::feedbackReceived),
                sum(end, LoopSnapshot::verifiedPackets),
                sum(end, LoopSnapshot::authenticationFailures),
                sum(end, LoopSnapshot::sendFailures),
                latency(to),
                end.stream().flatMap(snapshot -> snapshot.joinNanos().stream()).toList(),
                end.stream().flatMap(snapshot -> snapshot.firstFrameNanos().stream()).toList(),
                before,
                usageFrom,
                usageTo,
                metricsFrom,
                metricsTo,
                generatorCpuMicros,
                failures);
    }

    private static long grown(
            List<LoopSnapshot> from, List<LoopSnapshot> to, ToLongFunction<LoopSnapshot> figure) {
        return sum(to, figure) - sum(from, figure);
    }
}
