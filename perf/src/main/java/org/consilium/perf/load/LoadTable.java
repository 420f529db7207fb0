package org.consilium.perf.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's result as a table for people. */
final class LoadTable {
    private LoadTable() {}

    static String of(LoadResult result) {
        var rows = new ArrayList<String>();
        rows.add(result.plan().name() + ": " + result.plan().describe());
        rows.add(row("measured for", String.format(Locale.ROOT, "%.1f s", result.seconds())));
        rows.add(
                row(
                        "joined",
                        String.format(
                                        Locale.ROOT,
                                        "%d of %d",
                                        result.ready(),
                                        result.plan().participants())
                                + (result.closed() > 0
                                        ? String.format(Locale.ROOT, ", %d lost", result.closed())
                                        : "")));
        rows.add(
                row(
                        "tracks with media",
                        String.format(
                                Locale.ROOT,
                                "%d of %d",
                                result.streamsWithMedia(),
                                result.streams())));
        rows.add(
                row(
                        "sent to the server",
                        rate(result.sentPackets(), result.sentBytes(), result.seconds())));
        rows.add(
                row(
                        "received from it",
                        rate(result.receivedPackets(), result.receivedBytes(), result.seconds())));
        rows.add(
                row(
                        "mean train",
                        String.format(Locale.ROOT, "%.2f datagrams", result.meanTrain())));
        rows.add(
                row(
                        "loss after repair",
                        String.format(
                                Locale.ROOT,
                                "%d packets, %.4f %% (%d repaired, %d asked for)",
                                result.lostPackets(),
                                100 * result.lossShare(),
                                result.repairedPackets(),
                                result.nacksSent())));
        rows.add(
                row(
                        "forwarding latency",
                        String.format(
                                Locale.ROOT,
                                "p50 %.2f, p99 %.2f, p99.9 %.2f, longest %.2f ms",
                                result.latencyMillis(0.5),
                                result.latencyMillis(0.99),
                                result.latencyMillis(0.999),
                                result.latency().maximumNanos() / 1e6)));
        rows.add(row("join", percentiles(result.joinNanos())));
        rows.add(row("first decodable frame", percentiles(result.firstFrameNanos())));
        rows.add(
                row(
                        "asked of publishers",
                        String.format(
                                Locale.ROOT,
                                "%d keyframes, %d packets (%d sent again)",
                                result.keyframeRequestsReceived(),
                                result.nacksReceived(),
                                result.retransmissionsSent())));
        rows.add(
                row(
                        "transport feedback",
                        String.format(
                                Locale.ROOT,
                                "%d sent, %d received",
                                result.feedbackSent(),
                                result.feedbackReceived())));
        if (result.serverMicrosPerPacket() >= 0) {
            rows.add(
                    row(
                            "server's processor",
                            String.format(
                                    Locale.ROOT,
                                    "%.2f µs per forwarded packet, %.0f %% of a core; of its"
                                            + " loops %.2f µs and %.2f µs in the kernel",
                                    result.serverMicrosPerPacket(),
                                    100 * result.serverCores(),
                                    result.loopUserMicrosPerPacket(),
                                    result.loopSystemMicrosPerPacket())));
            if (result.longestDelayMillis() >= 0) {
                rows.add(
                        row(
                                "server's loops",
                                String.format(
                                        Locale.ROOT,
                                        "%.2f bytes allocated per forwarded packet, longest delay"
                                                + " %.2f ms",
                                        result.allocatedBytesPerPacket(),
                                        result.longestDelayMillis())));
            }
            rows.add(
                    row(
                            "server's memory",
                            String.format(
                                    Locale.ROOT,
                                    "%.0f MiB resident, %.2f MiB more per participant",
                                    result.serverResidentBytes() / 1048576.0,
                                    result.serverBytesPerParticipant() / 1048576.0)));
        }
        rows.add(
                row(
                        "the load itself",
                        String.format(Locale.ROOT, "%.0f %% of a core", generatorShare(result))
                                + (result.sendFailures() > 0
                                        ? String.format(
                                                Locale.ROOT, ", %d not sent", result.sendFailures())
                                        : "")));
        result.failures()
                .forEach((what, times) -> rows.add(row("failed", times + " times: " + what)));
        return String.join("\n", rows);
    }

    private static double generatorShare(LoadResult result) {
        return 100 * result.generatorCpuMicros() / (result.seconds() * 1e6);
    }

    private static String percentiles(List<Long> nanos) {
        return nanos.isEmpty()
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "p50 %.0f, p95 %.0f ms",
                        LoadResult.percentileMillis(nanos, 0.5),
                        LoadResult.percentileMillis(nanos, 0.95));
    }

    private static String rate(long packets, long bytes, double seconds) {
        return String.format(
                Locale.ROOT,
                "%,d packets, %,d bytes; %,.0f packets/s, %.1f Mbit/s",
                packets,
                bytes,
                packets / seconds,
                8 * bytes / seconds / 1e6);
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "  %-22s %s", name, value);
    }
}
