package org.consilium.media.receive;

/** What became of a received packet. */
public enum ReceiveResult {
    /** New: the packet is complete, to be handed to every outgoing stream. */
    ACCEPTED,
    /** Had arrived before. */
    DUPLICATE,
    /** Too far behind to be told from a duplicate. */
    TOO_OLD,
    /** Not well-formed RTP, or a malformed payload. */
    MALFORMED,
    /** A payload type that was not negotiated. */
    UNKNOWN_PAYLOAD_TYPE,
    /** A retransmission packet that carries nothing: sent to probe the path. */
    PADDING,
    /** A jump in sequence that the next packet must confirm (RFC 3550 §A.1). */
    UNCONFIRMED
}
