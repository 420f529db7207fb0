package org.consilium.media.dtls;

/** Why an association ended. */
public enum DtlsEnd {
    /** The peer sent close_notify. */
    CLOSED_BY_PEER,
    /** The peer's certificate matches no signalled fingerprint (RFC 8122 §6.2). */
    FINGERPRINT_MISMATCH,
    /** No common version, cipher suite or SRTP profile, or a fatal alert. */
    HANDSHAKE_FAILED,
    /** The handshake did not finish in time. */
    TIMED_OUT,
    /** Too many handshakes at once or from one address. */
    REFUSED
}
