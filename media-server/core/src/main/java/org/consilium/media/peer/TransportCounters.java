package org.consilium.media.peer;

/**
 * Counts what crosses the transports of one engine. Plain fields: single writer, the loop; readers
 * on other threads are given copies.
 */
public final class TransportCounters {
    public long packetsReceived;
    public long bytesReceived;
    public long packetsSent;
    public long bytesSent;

    /** No peer is known at that address, or the user name of a check is nobody's. */
    public long droppedUnknownPath;

    /** Not of any protocol we speak, or not well-formed. */
    public long droppedMalformed;

    /**
     * SRTP or SRTCP whose tag is wrong, or that came before the keys; a check that was not answered
     * with success; DTLS beyond what one handshake, or all of an address, may take.
     */
    public long droppedUnauthenticated;

    /** SRTP or SRTCP that had come before, or is too old to tell. */
    public long droppedReplayed;

    /** RTP of a stream that nobody announced. */
    public long droppedUnknownStream;

    /** To be sent, but there is no usable path or no key yet. */
    public long droppedNoPath;
}
