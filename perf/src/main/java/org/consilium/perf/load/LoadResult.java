package org.consilium.perf.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consilium.perf.load.media.LatencyHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run found. Counts and latency are of the measured time, except loss, joins and failures,
 * which are of the whole run.
 *
 * @param serverBefore of the server before the first join, null when its process is not known
 * @param metricsFrom what the server told at the beginning, null when it was not asked
 * @param generatorCpuMicros what the load itself took in the measured time
 */
record LoadResult(
        LoadPlan plan,
        double seconds,
        int ready,
        int closed,
        int streams,
        int streamsWithMedia,
        int videoStreams,
        int videoStreamsDecodable,
        long sentPackets,
        long sentBytes,
        long receivedPackets,
        long receivedBytes,
        long receivedDatagrams,
        long receivedTrains,
        long acceptedPackets,
        long lostPackets,
        long repairedPackets,
        long nacksSent,
        long nacksReceived,
        long retransmissionsSent,
        long keyframeRequestsSent,
        long keyframeRequestsReceived,
        long feedbackSent,
        long feedbackReceived,
        long verifiedPackets,
        long authenticationFailures,
        long sendFailures,
        LatencyHistogram latency,
        List<Long> joinNanos,
        List<Long> firstFrameNanos,
        @Nullable ProcessUsage serverBefore,
        @Nullable ProcessUsage serverFrom,
        @Nullable ProcessUsage serverTo,
        @Nullable ServerMetrics metricsFrom,
        @Nullable ServerMetrics metricsTo,
        long generatorCpuMicros,
        Map<String, Integer> failures) {

    /** Media packets that never came, as a share of all that should have. */
    double lossShare() {
        long expected = acceptedPackets + lostPackets;
        return expected == 0 ? 0 : (double) lostPackets / expected;
    }

    /** Datagrams per message of the server, as they arrived. */
    double meanTrain() {
        return receivedTrains == 0 ? 0 : (double) receivedDatagrams / receivedTrains;
    }

    /** Everybody came, everything that was offered arrived, whole. */
    boolean isComplete() {
        return ready == plan.participants()
                && closed == 0
                && streamsWithMedia == streams
                && videoStreamsDecodable == videoStreams
                && authenticationFailures == 0
                && failures.isEmpty();
    }

    /** −1 when the server's process is not known. */
    double serverMicrosPerPacket() {
        ProcessUsage from = serverFrom;
        ProcessUsage to = serverTo;
        return from == null || to == null || receivedPackets == 0
                ? -1
                : (double) (to.cpuMicros() - from.cpuMicros()) / receivedPackets;
    }

    /** Of that, what the server's loops took in the program; −1 as above. */
    double loopUserMicrosPerPacket() {
        ProcessUsage from = serverFrom;
        ProcessUsage to = serverTo;
        return from == null || to == null || receivedPackets == 0
                ? -1
                : (double) (to.loopUserMicros() - from.loopUserMicros()) / receivedPackets;
    }

    /** Of that, what they took in the kernel; −1 as above. */
    double loopSystemMicrosPerPacket() {
        ProcessUsage from = serverFrom;
        ProcessUsage to = serverTo;
        return from == null || to == null || receivedPackets == 0
                ? -1
                : (double) (to.loopSystemMicros() - from.loopSystemMicros()) / receivedPackets;
    }

    /** What the loops allocated; −1 when the server's metrics are not known. */
    double allocatedBytesPerPacket() {
        ServerMetrics from = metricsFrom;
        ServerMetrics to = metricsTo;
        return from == null || to == null || receivedPackets == 0
                ? -1
                : (to.allocatedBytes() - from.allocatedBytes()) / receivedPackets;
    }

    /** The longest that something ready waited for its loop; −1 when not known. */
    double longestDelayMillis() {
        ServerMetrics to = metricsTo;
        return to == null ? -1 : to.longestDelaySeconds() * 1e3;
    }

    /** Share of one core that the server took; −1 when its process is not known. */
    double serverCores() {
        ProcessUsage from = serverFrom;
        ProcessUsage to = serverTo;
        return from == null || to == null
                ? -1
                : (to.cpuMicros() - from.cpuMicros()) / (seconds * 1e6);
    }

    /** −1 when the server's process is not known. */
    long serverResidentBytes() {
        ProcessUsage to = serverTo;
        return to == null ? -1 : to.residentBytes();
    }

    /** What each participant added to the server's resident memory; −1 when not known. */
    long serverBytesPerParticipant() {
        ProcessUsage before = serverBefore;
        ProcessUsage to = serverTo;
        return before == null || to == null || ready == 0
                ? -1
                : (to.residentBytes() - before.residentBytes()) / ready;
    }

    static double percentileMillis(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return -1;
        }
        int place = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, place)) / 1e6;
    }

    double latencyMillis(double share) {
        return latency.percentileNanos(share) / 1e6;
    }

    /** Every figure by name, for {@link Json}. */
    Map<String, Object> figures() {
        var all = new LinkedHashMap<String, Object>();
        all.put("scenario", plan.name());
        all.put("load", plan.describe());
        all.put("seconds", seconds);
        all.put("participants", plan.participants());
        all.put("joined", ready);
        all.put("lostParticipants", closed);
        all.put("streams", streams);
        all.put("streamsWithMedia", streamsWithMedia);
        all.put("videoStreams", videoStreams);
        all.put("videoStreamsDecodable", videoStreamsDecodable);
        all.put("sentPackets", sentPackets);
        all.put("sentBytes", sentBytes);
        all.put("receivedPackets", receivedPackets);
        all.put("receivedBytes", receivedBytes);
        all.put("meanTrain", meanTrain());
        all.put("lostPackets", lostPackets);
        all.put("lossShare", lossShare());
        all.put("repairedPackets", repairedPackets);
        all.put("nacksSent", nacksSent);
        all.put("nacksReceived", nacksReceived);
        all.put("retransmissionsSent", retransmissionsSent);
        all.put("keyframeRequestsSent", keyframeRequestsSent);
        all.put("keyframeRequestsReceived", keyframeRequestsReceived);
        all.put("transportFeedbackSent", feedbackSent);
        all.put("transportFeedbackReceived", feedbackReceived);
        all.put("verifiedPackets", verifiedPackets);
        all.put("authenticationFailures", authenticationFailures);
        all.put("sendFailures", sendFailures);
        all.put("latencyMillisP50", latencyMillis(0.5));
        all.put("latencyMillisP99", latencyMillis(0.99));
        all.put("latencyMillisP999", latencyMillis(0.999));
        all.put("latencyMillisMax", latency.maximumNanos() / 1e6);
        all.put("joinMillisP50", percentileMillis(joinNanos, 0.5));
        all.put("joinMillisP95", percentileMillis(joinNanos, 0.95));
        all.put("firstFrameMillisP50", percentileMillis(firstFrameNanos, 0.5));
        all.put("firstFrameMillisP95", percentileMillis(firstFrameNanos, 0.95));
        all.put("serverMicrosPerPacket", serverMicrosPerPacket());
        all.put("loopUserMicrosPerPacket", loopUserMicrosPerPacket());
        all.put("loopSystemMicrosPerPacket", loopSystemMicrosPerPacket());
        all.put("allocatedBytesPerPacket", allocatedBytesPerPacket());
        all.put("longestDelayMillis", longestDelayMillis());
        all.put("serverCores", serverCores());
        all.put("serverResidentBytes", serverResidentBytes());
        all.put("serverBytesPerParticipant", serverBytesPerParticipant());
        all.put("generatorCores", generatorCpuMicros / (seconds * 1e6));
        all.put("failures", failures);
        return all;
    }
}
