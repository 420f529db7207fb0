package org.consilium.media.receive;

/**
 * The constant between a publisher's NTP clock and our time, shared by all of its streams so that
 * what it captured together stays together (RFC 3550 §6.4.1).
 *
 * <p>Taken from the first sender report and then kept, because any change between the report of the
 * audio and the report of the video would itself be a lip-sync error. Only a step of the
 * publisher's clock moves it. Single writer: the loop of the publisher.
 */
public final class PublisherClock {
    /**
     * A difference that no queue explains: the clock was set. Less would mistake a congested path
     * for a step; more would leave receivers with a wrong skew for longer.
     */
    private static final long STEP_NANOS = 5_000_000_000L;

    private boolean known;
    private long offsetNanos;

    /** A clock that no report has set yet. */
    public PublisherClock() {}

    /** Our time of an instant on the publisher's clock, told by a report that arrived now. */
    long onReport(long publisherNanos, long nowNanos) {
        long offset = nowNanos - publisherNanos;
        if (!known || Math.abs(offset - offsetNanos) > STEP_NANOS) {
            offsetNanos = offset;
            known = true;
        }
        return publisherNanos + offsetNanos;
    }
}
