package org.consilium.media.sctp;

/**
 * What the handshake tells about the peer.
 *
 * @param tag the verification tag it wants to see in our packets, not 0
 * @param windowBytes its a_rwnd
 * @param outboundStreams how many streams it wants to send on, not 0
 * @param inboundStreams how many it accepts, not 0
 * @param initialTsn the first TSN it uses, 0..2^32-1
 * @param supportsForwardTsn RFC 3758
 * @param supportsReset RFC 6525
 */
record PeerParameters(
        int tag,
        long windowBytes,
        int outboundStreams,
        int inboundStreams,
        long initialTsn,
        boolean supportsForwardTsn,
        boolean supportsReset) {}
