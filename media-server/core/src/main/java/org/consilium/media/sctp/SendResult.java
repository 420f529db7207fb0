package org.consilium.media.sctp;

/** What became of a message handed to {@link SctpAssociation#send}. */
public enum SendResult {
    /** Copied into the send queue. */
    QUEUED,
    /**
     * The send queue is full; nothing was taken. {@link SctpEvents#onBufferedLow()} tells when
     * there is room again.
     */
    BUFFER_FULL,
    /** Longer than the peer is willing to receive (RFC 8841 §6), or than the send queue. */
    TOO_LARGE,
    /** The channel is closing or closed, or the association is ending. */
    NOT_OPEN
}
