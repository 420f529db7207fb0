package org.consilium.media.simulation;

/**
 * How one direction of a network path behaves. Immutable; {@code with…} methods change one thing.
 *
 * @param delayNanos constant part of the way
 * @param jitterNanos added to each datagram, uniform from 0; order is kept
 * @param loss share lost at random, 0..1
 * @param duplication share that arrives twice
 * @param reordering share that is held back, so that others overtake it
 * @param reorderNanos how long at most it is held back, uniform from 0
 * @param rateBps bits per second of the bottleneck, 0 for no limit
 * @param queueBytes what the bottleneck's drop-tail queue holds
 */
public record LinkConditions(
        long delayNanos,
        long jitterNanos,
        double loss,
        double duplication,
        double reordering,
        long reorderNanos,
        long rateBps,
        int queueBytes) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Nothing lost, nothing late. */
    public static LinkConditions perfect() {
        return new LinkConditions(0, 0, 0, 0, 0, 0, 0, Integer.MAX_VALUE);
    }

    public LinkConditions withDelayMillis(long millis) {
        return new LinkConditions(
                millis * NANOS_PER_MILLI,
                jitterNanos,
                loss,
                duplication,
                reordering,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    public LinkConditions withJitterMillis(long millis) {
        return new LinkConditions(
                delayNanos,
                millis * NANOS_PER_MILLI,
                loss,
                duplication,
                reordering,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    public LinkConditions withLoss(double share) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                share,
                duplication,
                reordering,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    public LinkConditions withDuplication(double share) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                share,
                reordering,
                reorderNanos,
                rateBps,
                queueBytes);
    }

    public LinkConditions withReordering(double share, long millis) {
        return new LinkConditions(
                delayNanos,
                jitterNanos,
                loss,
                duplication,
                share,
                millis * NANOS_PER_MILLI,
                rateBps,
                queueBytes);
    }

    public LinkConditions withRate(long bps, int queue) {
        return new LinkConditions(
                delayNanos, jitterNanos, loss, duplication, reordering, reorderNanos, bps, queue);
    }
}
