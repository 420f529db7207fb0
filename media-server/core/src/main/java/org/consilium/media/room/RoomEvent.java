package org.consilium.media.room;

/** What a room tells whoever watches rooms: webhooks, the server API, the event log. */
public sealed interface RoomEvent {
    /** The room the event is about, as it stands after it. */
    RoomSnapshot room();

    /** The room opened. */
    record Started(RoomSnapshot room) implements RoomEvent {}

    /** The room closed. */
    record Finished(RoomSnapshot room) implements RoomEvent {}

    /** The room's metadata or counts changed. */
    record Changed(RoomSnapshot room) implements RoomEvent {}

    /** A participant was admitted but is not connected yet. */
    record ParticipantAdmitted(RoomSnapshot room, ParticipantSnapshot participant)
            implements RoomEvent {}

    /** A participant became active. */
    record ParticipantJoined(RoomSnapshot room, ParticipantSnapshot participant)
            implements RoomEvent {}

    /** What is known of a participant changed. */
    record ParticipantChanged(RoomSnapshot room, ParticipantSnapshot participant)
            implements RoomEvent {}

    /** A participant is gone; {@code wasActive} tells whether it ever was connected. */
    record ParticipantLeft(RoomSnapshot room, ParticipantSnapshot participant, boolean wasActive)
            implements RoomEvent {}

    /** What happened to a participant who is gone. */
    record HistoryEnded(RoomSnapshot room, ParticipantHistory history) implements RoomEvent {}

    /** A track was published. */
    record TrackPublished(RoomSnapshot room, ParticipantSnapshot participant, TrackSnapshot track)
            implements RoomEvent {}

    /** A track is no longer published. */
    record TrackUnpublished(RoomSnapshot room, ParticipantSnapshot participant, TrackSnapshot track)
            implements RoomEvent {}
}
