package org.consilium.media.room;

/** Why a participant's presence ended. */
public enum EndReason {
    CLIENT_INITIATED,
    DUPLICATE_IDENTITY,
    SERVER_SHUTDOWN,
    PARTICIPANT_REMOVED,
    ROOM_DELETED,
    ROOM_CLOSED,
    /** A resume or negotiation found us in a state that the client does not share. */
    STATE_MISMATCH,
    /** Never became active. */
    JOIN_FAILURE,
    /** The signalling socket was lost and nobody came back in time. */
    SIGNAL_CLOSE,
    /** The media transport died and nobody came back in time. */
    CONNECTION_TIMEOUT
}
