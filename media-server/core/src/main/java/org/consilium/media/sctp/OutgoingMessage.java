package org.consilium.media.sctp;

/** A message on its way out, with its limits. Made by the association, changed by the send side. */
final class OutgoingMessage {
    /** What a queued message costs beside its bytes, so that empty ones count too. */
    static final int OVERHEAD_BYTES = 64;

    static final long NO_EXPIRY = Long.MAX_VALUE;

    final int streamId;
    final int payloadProtocol;
    final boolean unordered;
    final byte[] payload;

    /** How often a fragment may be sent again, or -1 (RFC 3758 §1.2 limited retransmission). */
    final int maxRetransmits;

    /** When it is no longer worth sending, or {@link #NO_EXPIRY}. */
    final long expiresAtNanos;

    /** How much of the payload has been cut into chunks. */
    int cutBytes;

    /** Given with the first fragment, so that a message dropped before leaves no hole. */
    int ssn;

    /** The TSNs of its first and its latest fragment, once there are any. */
    long firstTsn;

    long lastTsn;

    private int heldBytes;

    /**
     * @param payload not empty, and owned by the message from now on
     */
    OutgoingMessage(
            int streamId,
            int payloadProtocol,
            boolean unordered,
            byte[] payload,
            int maxRetransmits,
            long expiresAtNanos) {
        this.streamId = streamId;
        this.payloadProtocol = payloadProtocol;
        this.unordered = unordered;
        this.payload = payload;
        this.maxRetransmits = maxRetransmits;
        this.expiresAtNanos = expiresAtNanos;
        heldBytes = payload.length + OVERHEAD_BYTES;
    }

    boolean isStarted() {
        return cutBytes > 0;
    }

    boolean isFullyCut() {
        return cutBytes == payload.length;
    }

    /** What is not yet acknowledged, overhead included. */
    int heldBytes() {
        return heldBytes;
    }

    /** Takes up to this many bytes off what is held; returns how many it were. */
    int release(int bytes) {
        int released = Math.min(bytes, heldBytes);
        heldBytes -= released;
        return released;
    }
}
