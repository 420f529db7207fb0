package org.consilium.media.sctp;

/**
 * What one association is given: ports, sizes and times.
 *
 * @param localPort our SCTP port; over DTLS merely a label, 5000 by custom (RFC 8841 §5)
 * @param remotePort the peer's, from {@code a=sctp-port}
 * @param maxPacketBytes the longest packet we send, a multiple of 4; there is no path MTU discovery
 *     over DTLS (RFC 8261 §5)
 * @param maxMessageBytes the longest message we accept; a longer one is dropped
 * @param peerMaxMessageBytes the longest message the peer accepts, from {@code a=max-message-size}
 *     (RFC 8841 §6)
 * @param receiveBufferBytes how much is held for order and reassembly; announced as a_rwnd
 * @param sendBufferBytes how much may wait to be sent or acknowledged
 * @param bufferedLowBytes when {@link SctpEvents#onBufferedLow()} is told
 * @param maxStreams streams in each direction, so at most that many channels
 * @param timers times and retry limits
 */
public record SctpConfig(
        int localPort,
        int remotePort,
        int maxPacketBytes,
        int maxMessageBytes,
        int peerMaxMessageBytes,
        int receiveBufferBytes,
        int sendBufferBytes,
        int bufferedLowBytes,
        int maxStreams,
        SctpTimers timers) {
    /** The port every browser uses. */
    public static final int WEBRTC_PORT = 5000;

    /**
     * What we announce: 64 KiB of what people send, the largest message that every WebRTC client
     * sends (RFC 8841 §6.1), and room for the envelope that the client protocol puts around it.
     */
    public static final int MAX_MESSAGE_BYTES = 72 << 10;

    /** What is assumed of a peer that says nothing (RFC 8841 §6.1). */
    public static final int DEFAULT_PEER_MAX_MESSAGE_BYTES = 65_536;

    public SctpConfig {
        requirePort("localPort", localPort);
        requirePort("remotePort", remotePort);
        if (maxPacketBytes < 512 || maxPacketBytes > 65_532 || maxPacketBytes % 4 != 0) {
            throw new IllegalArgumentException("maxPacketBytes " + maxPacketBytes);
        }
        if (maxMessageBytes < 1 || maxMessageBytes > receiveBufferBytes / 2) {
            throw new IllegalArgumentException(
                    "maxMessageBytes " + maxMessageBytes + " of " + receiveBufferBytes);
        }
        if (peerMaxMessageBytes < 1 || sendBufferBytes < 1) {
            throw new IllegalArgumentException(
                    "peerMaxMessageBytes " + peerMaxMessageBytes + " of " + sendBufferBytes);
        }
        if (bufferedLowBytes < 0 || bufferedLowBytes >= sendBufferBytes) {
            throw new IllegalArgumentException("bufferedLowBytes " + bufferedLowBytes);
        }
        if (maxStreams < 1 || maxStreams > 65_535) {
            throw new IllegalArgumentException("maxStreams " + maxStreams);
        }
    }

    /**
     * For a browser or another WebRTC peer: packets of 1148 bytes, which with DTLS, UDP and IPv6
     * headers stay below IPv6's minimum MTU of 1280 even inside a TURN message; messages up to
     * {@link #MAX_MESSAGE_BYTES}; 1 MiB of buffer each way; 1024 streams.
     *
     * @param remotePort from the peer's {@code a=sctp-port}
     * @param peerMaxMessageBytes from the peer's {@code a=max-message-size}; 0 means that it
     *     accepts any size and is taken as 256 KiB, absence {@link #DEFAULT_PEER_MAX_MESSAGE_BYTES}
     */
    public static SctpConfig webRtc(int remotePort, int peerMaxMessageBytes) {
        return new SctpConfig(
                WEBRTC_PORT,
                remotePort,
                1148,
                MAX_MESSAGE_BYTES,
                peerMaxMessageBytes == 0 ? 256 << 10 : peerMaxMessageBytes,
                1 << 20,
                1 << 20,
                256 << 10,
                1024,
                SctpTimers.interactive());
    }

    private static void requirePort(String name, int port) {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException(name + " " + port);
        }
    }
}
