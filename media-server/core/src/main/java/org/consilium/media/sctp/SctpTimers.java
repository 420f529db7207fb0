package org.consilium.media.sctp;

/**
 * The times and limits of RFC 9260 §16.
 *
 * @param rtoInitialNanos retransmission timeout before a round trip was measured
 * @param rtoMinNanos its lower bound
 * @param rtoMaxNanos its upper bound
 * @param sackDelayNanos how long an acknowledgement may wait for company; at most 500 ms (§6.2)
 * @param heartbeatIntervalNanos how long the path may be idle before it is probed
 * @param cookieLifetimeNanos how long a state cookie of ours can be used
 * @param maxRetransmissions timeouts in a row after which the peer is considered gone
 * @param maxInitRetransmissions how often INIT and COOKIE ECHO are repeated
 */
public record SctpTimers(
        long rtoInitialNanos,
        long rtoMinNanos,
        long rtoMaxNanos,
        long sackDelayNanos,
        long heartbeatIntervalNanos,
        long cookieLifetimeNanos,
        int maxRetransmissions,
        int maxInitRetransmissions) {
    private static final long MILLISECOND = 1_000_000;

    public SctpTimers {
        if (rtoMinNanos <= 0 || rtoInitialNanos < rtoMinNanos || rtoMaxNanos < rtoInitialNanos) {
            throw new IllegalArgumentException(
                    "RTO " + rtoMinNanos + " <= " + rtoInitialNanos + " <= " + rtoMaxNanos);
        }
        if (sackDelayNanos < 0 || sackDelayNanos > 500 * MILLISECOND) {
            throw new IllegalArgumentException("sackDelayNanos " + sackDelayNanos);
        }
        if (heartbeatIntervalNanos <= 0 || cookieLifetimeNanos <= 0) {
            throw new IllegalArgumentException(
                    "heartbeat " + heartbeatIntervalNanos + ", cookie " + cookieLifetimeNanos);
        }
        if (maxRetransmissions < 1 || maxInitRetransmissions < 1) {
            throw new IllegalArgumentException(
                    "retransmissions " + maxRetransmissions + ", " + maxInitRetransmissions);
        }
    }

    /**
     * For interactive use. The RFC's minimum RTO of one second suits the internet of bulk
     * transfers; here a lost last packet of a burst waits for it, so it is 400 ms: twice the 200 ms
     * by which browsers delay acknowledgements. The maximum is 10 s rather than 60, so that ten
     * timeouts in a row end within some 80 s; normally ICE notices a dead path long before.
     */
    public static SctpTimers interactive() {
        return new SctpTimers(
                500 * MILLISECOND,
                400 * MILLISECOND,
                10_000 * MILLISECOND,
                100 * MILLISECOND,
                30_000 * MILLISECOND,
                60_000 * MILLISECOND,
                10,
                8);
    }
}
