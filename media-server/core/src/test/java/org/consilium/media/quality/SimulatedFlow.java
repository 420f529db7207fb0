package org.consilium.media.quality;

/** An end that sends through a bottleneck. */
interface SimulatedFlow {
    /** Called every millisecond. */
    void onStep(long nowNanos);

    /** A packet has left the bottleneck, after it waited there. */
    void onDeparture(long packet, int sizeBytes, long atNanos, long waitedNanos);

    FlowRecord record();
}
