package org.consilium.media.room;

import java.util.List;
import java.util.Map;

/** What a room tells one participant's client. */
public sealed interface ParticipantEvent {
    /** Entered. */
    record Joined(
            RoomSnapshot room,
            ParticipantSnapshot self,
            List<ParticipantSnapshot> others,
            boolean subscriberPrimary)
            implements ParticipantEvent {}

    /**
     * Back on a new signalling connection.
     *
     * @param departed who left, in state DISCONNECTED, since the connection before was last told
     */
    record Resumed(
            RoomSnapshot room,
            ParticipantSnapshot self,
            List<ParticipantSnapshot> others,
            List<ParticipantSnapshot> departed,
            long lastMessageSequence)
            implements ParticipantEvent {}

    /** Not let in, or nothing to resume. */
    record Refused(Refusal reason) implements ParticipantEvent {}

    /** Why somebody is not let in. */
    enum Refusal {
        ROOM_FULL,
        NOTHING_TO_RESUME,
        OVERLOADED
    }

    /** Our offer for the subscriber connection. */
    record SubscriberOffer(int id, String sdp) implements ParticipantEvent {}

    /**
     * Our answer for the publisher connection.
     *
     * @param midToTrackId the tracks we send on it, by section; empty unless it is the only one
     */
    record PublisherAnswer(int id, String sdp, Map<String, String> midToTrackId)
            implements ParticipantEvent {}

    /**
     * The client's next offer is wanted, with this many more sections on which it receives. Only on
     * a single connection.
     */
    record MediaSectionsRequired(int audios, int videos) implements ParticipantEvent {}

    /** A wish to publish was accepted; {@code cid} is echoed exactly. */
    record TrackAccepted(String cid, TrackSnapshot track) implements ParticipantEvent {}

    /** The server ended a track of this participant. */
    record TrackEnded(String trackSid) implements ParticipantEvent {}

    /** An admin muted a track of this participant. */
    record TrackMuted(String trackSid, boolean muted) implements ParticipantEvent {}

    /** The first subscriber of a track of this participant receives it. */
    record TrackSubscribed(String trackSid) implements ParticipantEvent {}

    /** Participants came, changed or went. */
    record ParticipantsChanged(List<ParticipantSnapshot> participants)
            implements ParticipantEvent {}

    /** The room itself changed. */
    record RoomChanged(RoomSnapshot room) implements ParticipantEvent {}

    /** Who started, changed or stopped speaking. */
    record SpeakersChanged(List<Speaker> speakers) implements ParticipantEvent {}

    /** A speaker; {@code level} is linear, 0..1. */
    record Speaker(String participantSid, float level, boolean active) {}

    /** How well participants are connected. */
    record QualityChanged(List<Quality> qualities) implements ParticipantEvent {}

    /** The connection of one participant; {@code score} is 1..5. */
    record Quality(String participantSid, ConnectionQuality quality, float score) {}

    /** Videos that were paused or go on because of the bandwidth. */
    record StreamStatesChanged(List<StreamState> states) implements ParticipantEvent {}

    /** The state of one video as this participant receives it. */
    record StreamState(String participantSid, String trackSid, boolean paused) {}

    /** The layers of an own video that somebody watches. */
    record WatchedLayersChanged(String trackSid, List<WatchedCodec> codecs)
            implements ParticipantEvent {}

    /** Per codec, which qualities 0..2 are watched. */
    record WatchedCodec(String codec, boolean low, boolean medium, boolean high) {}

    /** A track cannot be subscribed to. */
    record SubscriptionFailed(String trackSid, SubscriptionFailure reason)
            implements ParticipantEvent {}

    /** Why a subscription failed. */
    enum SubscriptionFailure {
        CODEC_UNSUPPORTED,
        TRACK_NOT_FOUND
    }

    /** A publisher allowed or forbade this participant to subscribe to a track. */
    record SubscriptionPermissionChanged(String publisherSid, String trackSid, boolean allowed)
            implements ParticipantEvent {}

    /** The answer to a request. */
    record RequestAnswered(int requestId, Request request, Answer answer, String detail)
            implements ParticipantEvent {}

    /** What was asked. */
    sealed interface Request {
        record AddTrack(TrackRequest track) implements Request {}

        record Mute(String trackSid, boolean muted) implements Request {}

        record UpdateMetadata() implements Request {}
    }

    /** The outcome of a request. */
    enum Answer {
        OK,
        NOT_FOUND,
        NOT_ALLOWED,
        LIMIT_EXCEEDED,
        QUEUED,
        UNSUPPORTED_TYPE
    }

    /** The presence is over for this connection; nothing follows. */
    record Ended(EndReason reason, EndAction action) implements ParticipantEvent {}
}
