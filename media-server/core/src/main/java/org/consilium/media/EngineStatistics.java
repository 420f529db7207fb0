package org.consilium.media;

/** Counters of an engine since it started, and how much it holds now. */
public record EngineStatistics(
        int rooms,
        int participants,
        int publishedTracks,
        int subscriptions,
        int largestRoom,
        long packetsReceived,
        long bytesReceived,
        long packetsSent,
        long bytesSent,
        long droppedUnknownPath,
        long droppedMalformed,
        long droppedUnauthenticated,
        long droppedReplayed,
        long droppedUnknownStream,
        long nacksReceived,
        long nacksSent,
        long keyframeRequestsReceived,
        long keyframeRequestsSent,
        long packetsRetransmitted) {}
