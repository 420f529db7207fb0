package org.consilium.media.room;

/** What the client should do after it was told to leave. */
public enum EndAction {
    /** Final. */
    DISCONNECT,
    /** Open signalling again for the same presence. */
    RESUME,
    /** Join anew. */
    RECONNECT
}
