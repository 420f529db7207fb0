package org.consilium.media.room;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the shell asks of a room. Commands about a participant name it by {@code sid}, the id of one
 * presence; a command for a presence that is over is ignored.
 */
public sealed interface RoomCommand {
    /** Opens the room if it is not open; used to create a room before anybody joins. */
    record Open(RoomSettings settings, String metadata) implements RoomCommand {}

    /**
     * Somebody enters. A presence of the same identity ends with DUPLICATE_IDENTITY. Answered by
     * {@link ParticipantEvent.Joined} or {@link ParticipantEvent.Refused} to {@code listener}.
     *
     * @param settings of the room if this join opens it
     * @param metadata of the room if this join opens it
     */
    record Join(
            JoinRequest request,
            RoomSettings settings,
            String metadata,
            ParticipantListener listener)
            implements RoomCommand {}

    /**
     * A client is back on a new signalling connection. Answered by {@link
     * ParticipantEvent.Resumed}, or {@link ParticipantEvent.Refused} when there is no such
     * presence.
     */
    record Resume(String identity, String sid, ParticipantListener listener)
            implements RoomCommand {}

    /** The client's signalling connection is gone without a good-bye. */
    record SignalLost(String sid, ParticipantListener listener) implements RoomCommand {}

    /** The client says good-bye, or the server ends its presence. */
    record Leave(String sid, EndReason reason) implements RoomCommand {}

    /** An offer for the publisher connection. {@code id} is echoed in the answer. */
    record PublisherOffer(String sid, int id, String sdp) implements RoomCommand {}

    /** An answer to our offer for the subscriber connection; id 0 matches the latest offer. */
    record SubscriberAnswer(String sid, int id, String sdp) implements RoomCommand {}

    /** A client wants to publish a track. */
    record AddTrack(String sid, TrackRequest request) implements RoomCommand {}

    /** A track is muted or unmuted; by its publisher, or by an admin who may only mute. */
    record MuteTrack(String sid, String trackSid, boolean muted, boolean byAdmin)
            implements RoomCommand {}

    /** Subscribes to or unsubscribes from tracks. */
    record UpdateSubscription(String sid, List<String> trackSids, boolean subscribe)
            implements RoomCommand {}

    /** What a subscriber wants of tracks. */
    record UpdateTrackSettings(String sid, List<String> trackSids, TrackSettings settings)
            implements RoomCommand {}

    /** Which participants may subscribe to this publisher's tracks. */
    record RestrictSubscribers(String sid, boolean everybody, List<SubscriberGrant> grants)
            implements RoomCommand {}

    /**
     * Changes what is told about a participant.
     *
     * @param requestId echoed in {@link ParticipantEvent.RequestAnswered}; 0 when an admin asks
     */
    record UpdateParticipant(
            String sid,
            int requestId,
            boolean byAdmin,
            Optional<String> name,
            Optional<String> metadata,
            Map<String, String> attributes,
            @Nullable Permissions permissions)
            implements RoomCommand {}

    /** A microphone's features changed; numbers are passed through. */
    record UpdateAudioTrack(String sid, String trackSid, List<Integer> features)
            implements RoomCommand {}

    /** New metadata for the room. */
    record UpdateRoomMetadata(String metadata) implements RoomCommand {}

    /**
     * A data packet from the server itself.
     *
     * @param packet complete, already stamped
     * @param destinationIdentities empty for everybody
     */
    record SendData(byte[] packet, boolean reliable, List<String> destinationIdentities)
            implements RoomCommand {}

    /** After a resume: what the client still has. */
    record SyncState(
            String sid,
            List<String> publishedTrackSids,
            List<String> disabledTrackSids,
            List<String> subscriptionTrackSids,
            boolean subscribe)
            implements RoomCommand {}

    /**
     * Asks for the histories of those who are in the room. Answered at once, on the room's loop; a
     * room that is not open does not answer.
     */
    record ReadHistories(Consumer<List<ParticipantHistory>> reader) implements RoomCommand {}

    /** Everybody leaves and the room closes. */
    record Close(EndReason reason, EndAction action) implements RoomCommand {}

    /**
     * Who may subscribe to which tracks.
     *
     * @param participantSid empty when given by identity
     */
    record SubscriberGrant(
            String participantSid, String identity, boolean allTracks, List<String> trackSids) {}
}
