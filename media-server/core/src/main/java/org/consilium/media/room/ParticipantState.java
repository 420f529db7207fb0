package org.consilium.media.room;

/** How far a participant has come; it only moves forward. */
public enum ParticipantState {
    /** Admitted; the join answer is on its way. */
    JOINING,
    /** The join answer was written. */
    JOINED,
    /** Its primary peer connection is up. */
    ACTIVE,
    /** Gone. */
    DISCONNECTED
}
