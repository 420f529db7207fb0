package org.consilium.media.sctp;

/** Payload protocol identifiers of WebRTC (RFC 8831 §8). */
final class PayloadProtocol {
    static final int DCEP = 50;
    static final int STRING = 51;
    static final int BINARY = 53;

    /** An empty message cannot be sent as such: it is one zero byte, to be ignored (§6.6). */
    static final int STRING_EMPTY = 56;

    static final int BINARY_EMPTY = 57;

    private PayloadProtocol() {}
}
