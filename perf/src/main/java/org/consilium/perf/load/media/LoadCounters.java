package org.consilium.perf.load.media;

/**
 * What one loop has counted since it began. Plain fields on purpose: one per packet is touched.
 * Single writer: the loop.
 */
final class LoadCounters {
    /** RTP packets handed to the kernel, retransmissions included, and their bytes on the wire. */
    long sentPackets;

    long sentBytes;

    /** RTP packets that arrived, retransmissions included, and their bytes on the wire. */
    long receivedPackets;

    long receivedBytes;

    /** Packets whose authentication tag was checked, and those where it was wrong. */
    long verifiedPackets;

    long authenticationFailures;

    /** Sequence numbers the server asked us for, and what we sent again. */
    long nacksReceived;

    long retransmissionsSent;

    /** Keyframes the server asked us for, and we the server. */
    long keyframeRequestsReceived;

    long keyframeRequestsSent;

    /** Transport-wide feedback messages. */
    long feedbackSent;

    long feedbackReceived;

    /** From the publisher's stamp to the subscriber's socket. */
    final LatencyHistogram latency = new LatencyHistogram();
}
