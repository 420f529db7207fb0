package org.consilium.media.ice;

/** What became of one STUN message. */
public enum IceOutcome {
    /** Not for us, malformed, unauthenticated or over a bound: nothing was sent. */
    DROPPED,
    /** Answered with an error response. */
    REFUSED,
    /** Answered with success; state and selected path are what they were. */
    ANSWERED,
    /** Answered with success, and the state or the selected path changed. */
    CHANGED
}
