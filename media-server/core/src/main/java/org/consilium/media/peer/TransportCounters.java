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

    /** Not of any protocol we speak, or too short for the one it begins like. */
    public long droppedMalformed;

    /** Authentic RTP whose header or payload is not well-formed: a client with a fault. */
    public long droppedMalformedRtp;

    /** Authentic RTCP of which at least one part was not well-formed; the others were read. */
    public long droppedMalformedRtcp;

    /**
     * SRTP or SRTCP whose tag is wrong, or that came before the keys; a check that was not answered
     * with success; DTLS beyond what one handshake, or all of an address, may take.
     */
    public long droppedUnauthenticated;

    /** SRTP or SRTCP that had come before, or is too old to tell. */
    public long droppedReplayed;

    /** RTP of a stream that nobody announced. */
    public long droppedUnknownStream;

    /** RTP of a known stream with a payload type that was not negotiated for it. */
    public long droppedUnknownPayloadType;

    /** To be sent, but there is no usable path or no key yet. */
    public long droppedNoPath;
}
