package org.consilium.media.room;

import org.consilium.media.room.Distribution.Copy;

/**
 * How good the networks are between us and those in the rooms, counted once per report of a stream:
 * what receivers report to us (RFC 3550 §6.4.1) and what we measure of publishers, about once a
 * second each. Nothing is told apart by room or person.
 *
 * <p>Single writer: the loop; readers on other threads are given a {@link Snapshot}.
 */
public final class MediaQuality {
    private static final long MILLI = 1_000_000;

    /** From one machine room to the other side of the world by satellite. */
    private final Distribution roundTripNanos =
            nanos(5, 10, 20, 50, 100, 150, 200, 300, 500, 1_000, 2_000);

    private final Distribution jitterFromPublishersNanos = nanos(1, 2, 5, 10, 20, 30, 50, 100, 200);
    private final Distribution jitterToReceiversNanos = nanos(1, 2, 5, 10, 20, 30, 50, 100, 200);

    /** In 1/256, as reports tell it: nothing, then about 0.5, 1, 2, 5, 10, 20 and 50 per cent. */
    private final Distribution lossFromPublishers = new Distribution(0, 1, 3, 5, 13, 26, 51, 128);

    private final Distribution lossToReceivers = new Distribution(0, 1, 3, 5, 13, 26, 51, 128);

    /** Nothing measured yet. */
    public MediaQuality() {}

    private static Distribution nanos(long... millis) {
        for (int i = 0; i < millis.length; i++) {
            millis[i] *= MILLI;
        }
        return new Distribution(millis);
    }

    /**
     * A receiver reported about one of its streams.
     *
     * @param fractionLost since its last report, in 1/256, before repair
     * @param roundTrip in nanoseconds, 0 when unknown
     */
    void onReceiverReported(int fractionLost, long jitterNanos, long roundTrip) {
        lossToReceivers.add(fractionLost);
        jitterToReceiversNanos.add(jitterNanos);
        if (roundTrip > 0) {
            roundTripNanos.add(roundTrip);
        }
    }

    /**
     * We reported to a publisher about one of its streams.
     *
     * @param fractionLost since our last report, in 1/256, after repair
     */
    void onPublisherReported(int fractionLost, long jitterNanos) {
        lossFromPublishers.add(fractionLost);
        jitterFromPublishersNanos.add(jitterNanos);
    }

    /** A copy for other threads. */
    public Snapshot snapshot() {
        return new Snapshot(
                roundTripNanos.copy(),
                jitterFromPublishersNanos.copy(),
                jitterToReceiversNanos.copy(),
                lossFromPublishers.copy(),
                lossToReceivers.copy());
    }

    /** The distributions at one instant; losses in 1/256 of the packets. */
    public record Snapshot(
            Copy roundTripNanos,
            Copy jitterFromPublishersNanos,
            Copy jitterToReceiversNanos,
            Copy lossFromPublishers,
            Copy lossToReceivers) {}
}
