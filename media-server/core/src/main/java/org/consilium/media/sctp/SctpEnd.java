package org.consilium.media.sctp;

/** Why an association ended. */
public enum SctpEnd {
    /**
     * Either side asked for a graceful end and everything sent was acknowledged (RFC 9260 §9.2).
     */
    SHUT_DOWN,
    /** We called {@link SctpAssociation#abort}. */
    ABORTED,
    /** The peer sent ABORT (RFC 9260 §9.1). */
    ABORTED_BY_PEER,
    /** The peer never completed the handshake (RFC 9260 §5.1). */
    NOT_ANSWERED,
    /** The peer stopped acknowledging (RFC 9260 §8.1). */
    TIMED_OUT,
    /** The peer broke a rule from which there is no way on. */
    PROTOCOL_VIOLATION,
    /**
     * The peer lost its state and began anew (RFC 9260 §5.2.4.1). Its channels are others than
     * ours: it is told by ABORT, and the next association begins clean.
     */
    PEER_RESTARTED
}
