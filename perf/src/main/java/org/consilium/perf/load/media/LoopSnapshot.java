package org.consilium.perf.load.media;

import java.util.List;
import java.util.Map;

/**
 * What a loop has counted up to a moment; see the fields of the same names for units.
 *
 * @param ready participants who joined and publish, if they are to
 * @param closed participants whom the server has lost
 * @param streams tracks that participants were offered, and how many of them brought media
 * @param acceptedPackets new media packets, without duplicates and probing
 * @param lostPackets media packets that never came
 * @param receivedDatagrams everything on the sockets, and in how many trains it came
 * @param joinNanos how long each join took
 * @param firstFrameNanos until the first decodable frame, of those who found video
 * @param latency a copy
 * @param failures what went wrong, with how often it did
 */
public record LoopSnapshot(
        int members,
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
        long receivedDatagrams,
        long receivedTrains,
        List<Long> joinNanos,
        List<Long> firstFrameNanos,
        LatencyHistogram latency,
        Map<String, Integer> failures) {}
