package org.consilium.media.sctp;

/** Cause codes of ERROR and ABORT (RFC 9260 §3.3.10). */
final class ErrorCause {
    static final int INVALID_STREAM_IDENTIFIER = 1;
    static final int MISSING_MANDATORY_PARAMETER = 2;
    static final int STALE_COOKIE = 3;
    static final int UNRECOGNIZED_CHUNK_TYPE = 6;
    static final int INVALID_MANDATORY_PARAMETER = 7;
    static final int UNRECOGNIZED_PARAMETERS = 8;
    static final int NO_USER_DATA = 9;
    static final int USER_INITIATED_ABORT = 12;
    static final int PROTOCOL_VIOLATION = 13;

    private ErrorCause() {}
}
