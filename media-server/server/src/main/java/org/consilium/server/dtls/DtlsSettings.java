package org.consilium.server.dtls;

import java.time.Duration;

/**
 * Limits of the handshakes.
 *
 * @param handshakeTimeout from {@code start} to established, retransmissions included
 * @param firstRetransmission how long a flight waits for its answer at first; it doubles each time
 *     (RFC 6347 §4.2.4.1)
 * @param maxHandshakes handshakes in progress in the whole process; more are refused
 * @param handshakesPerSecond of one loop, for all addresses together
 * @param handshakesPerSecondPerAddress of one loop, for one IPv4 address or one IPv6 /64
 * @param burstPerAddress handshakes one address may begin at once: a hospital behind one public
 *     address, each person with two connections
 * @param certificates pre-generated certificates, so that an endpoint costs the loop nothing
 */
public record DtlsSettings(
        Duration handshakeTimeout,
        Duration firstRetransmission,
        int maxHandshakes,
        int handshakesPerSecond,
        int handshakesPerSecondPerAddress,
        int burstPerAddress,
        int certificates) {

    public DtlsSettings {
        requirePositive("handshakeTimeout", handshakeTimeout.toMillis());
        requirePositive("firstRetransmission", firstRetransmission.toMillis());
        requirePositive("maxHandshakes", maxHandshakes);
        requirePositive("handshakesPerSecond", handshakesPerSecond);
        requirePositive("handshakesPerSecondPerAddress", handshakesPerSecondPerAddress);
        requirePositive("burstPerAddress", burstPerAddress);
        requirePositive("certificates", certificates);
    }

    /**
     * 20 s leave room for a dozen round trips on the worst link. 100 ms is what WebRTC servers use:
     * a duplicate flight costs one datagram, a lost one a second of everybody's waiting if the
     * second of RFC 6347 is taken. 500 handshakes hold at most some 130 MB in hostile hands. 300
     * per second is about what one core can compute.
     */
    public static DtlsSettings standard() {
        return new DtlsSettings(
                Duration.ofSeconds(20), Duration.ofMillis(100), 500, 300, 50, 200, 64);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, is " + value);
        }
    }
}
