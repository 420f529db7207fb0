package org.consilium.media;

import org.consilium.media.room.MediaQuality;

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
        long droppedMalformedRtp,
        long droppedMalformedRtcp,
        long droppedUnauthenticated,
        long droppedReplayed,
        long droppedUnknownStream,
        long droppedUnknownPayloadType,
        long nacksReceived,
        long nacksSent,
        long keyframeRequestsReceived,
        long keyframeRequestsSent,
        long packetsRetransmitted,
        MediaQuality.Snapshot quality) {
    /** Of an engine that has done nothing. */
    public static final EngineStatistics NONE =
            new EngineStatistics(
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    new MediaQuality().snapshot());
}
