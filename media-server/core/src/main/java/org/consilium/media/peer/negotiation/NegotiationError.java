package org.consilium.media.peer.negotiation;

/** Why a description of the peer was refused. Nothing of it was applied. */
public enum NegotiationError {
    /** Not SDP, or over a bound of the parser. */
    MALFORMED,
    /** Sections vanished, changed their order, their mid or their kind (RFC 8829 §5.10). */
    SECTIONS_CHANGED,
    /** A mid is missing or appears twice (RFC 8843 §9.1). */
    BAD_MID,
    /** No section can be bundled, or one is outside the bundle. */
    NOT_BUNDLED,
    /** No usable ICE credentials. */
    NO_ICE_CREDENTIALS,
    /** No usable certificate fingerprint. */
    NO_FINGERPRINT,
    /** The setup role does not go with ours (RFC 8842 §5). */
    BAD_SETUP,
    /** More sections than a participant may have. */
    TOO_MANY_SECTIONS,
    /** An answer came when no offer was outstanding. */
    UNEXPECTED
}
