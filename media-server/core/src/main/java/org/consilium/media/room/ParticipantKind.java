package org.consilium.media.room;

/** What kind of program or person joined; numbers are those of the client protocol. */
public enum ParticipantKind {
    STANDARD,
    INGRESS,
    EGRESS,
    SIP,
    AGENT,
    CONNECTOR,
    BRIDGE;

    /** Whether this participant is counted among the people of a room. */
    public boolean isCounted() {
        return this != EGRESS && this != AGENT;
    }
}
