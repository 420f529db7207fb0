package org.consilium.server.net;

/** How datagrams of one length are put into one message that the kernel cuts (udp(7)). */
final class Trains {
    /** Linux takes up to 64 segments per message (UDP_MAX_SEGMENTS before 6.9). */
    private static final int MAX_SEGMENTS = 64;

    /** Below the 65 507 bytes of the largest UDP payload over IPv4 (RFC 768, RFC 791). */
    private static final int MAX_BYTES = 65_000;

    private Trains() {}

    /** How many of the {@code left} bytes one message takes: whole segments, or all. */
    static int length(int left, int segmentLength) {
        int segments = Math.min(MAX_SEGMENTS, MAX_BYTES / segmentLength);
        return Math.min(left, Math.max(segments, 1) * segmentLength);
    }

    static int datagrams(int length, int segmentLength) {
        return (length + segmentLength - 1) / segmentLength;
    }
}
