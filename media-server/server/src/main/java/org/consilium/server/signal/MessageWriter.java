package org.consilium.server.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import livekit.LivekitModels;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.SpeakerInfo;
import livekit.LivekitModels.SubscriptionError;
import livekit.LivekitModels.TrackType;
import livekit.LivekitModels.VideoQuality;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.ConnectionQualityInfo;
import livekit.LivekitRtc.ConnectionQualityUpdate;
import livekit.LivekitRtc.ICEServer;
import livekit.LivekitRtc.JoinResponse;
import livekit.LivekitRtc.LeaveRequest;
import livekit.LivekitRtc.MediaSectionsRequirement;
import livekit.LivekitRtc.MuteTrackRequest;
import livekit.LivekitRtc.ParticipantUpdate;
import livekit.LivekitRtc.ReconnectResponse;
import livekit.LivekitRtc.RequestResponse;
import livekit.LivekitRtc.RoomUpdate;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalResponse;
import livekit.LivekitRtc.SpeakersChanged;
import livekit.LivekitRtc.StreamState;
import livekit.LivekitRtc.StreamStateInfo;
import livekit.LivekitRtc.StreamStateUpdate;
import livekit.LivekitRtc.SubscribedCodec;
import livekit.LivekitRtc.SubscribedQuality;
import livekit.LivekitRtc.SubscribedQualityUpdate;
import livekit.LivekitRtc.SubscriptionPermissionUpdate;
import livekit.LivekitRtc.SubscriptionResponse;
import livekit.LivekitRtc.TrackPublishedResponse;
import livekit.LivekitRtc.TrackSubscribed;
import livekit.LivekitRtc.TrackUnpublishedResponse;
import livekit.LivekitRtc.UpdateParticipantMetadata;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.media.room.TrackKind;
import org.consilium.media.room.TrackRequest;

/** Translates what a room tells a participant into messages for its client. Stateless. */
final class MessageWriter {
    /** Larger updates are cut into several (one client library has trouble with more). */
    static final int MAX_UPDATE_BYTES = 128 * 1024;

    /** Clients from this protocol on expect answers to requests that went well, too. */
    private static final int ANSWERS_OK_SINCE_PROTOCOL = 15;

    private final ServerIdentity server;
    private final IceServers iceServers;

    MessageWriter(ServerIdentity server, IceServers iceServers) {
        this.server = server;
        this.iceServers = iceServers;
    }

    /**
     * The messages an event becomes, in order; none for some.
     *
     * @param protocol the client's protocol number
     */
    List<SignalResponse> write(ParticipantEvent event, int protocol) {
        return switch (event) {
            case ParticipantEvent.Joined joined -> List.of(join(joined));
            case ParticipantEvent.Resumed resumed -> resume(resumed);
            case ParticipantEvent.Refused refused -> List.of(refusal(refused));
            case ParticipantEvent.SubscriberOffer offer ->
                    List.of(
                            response()
                                    .setOffer(description("offer", offer.id(), offer.sdp()))
                                    .build());
            case ParticipantEvent.PublisherAnswer answer ->
                    List.of(
                            response()
                                    .setAnswer(
                                            description("answer", answer.id(), answer.sdp())
                                                    .putAllMidToTrackId(answer.midToTrackId()))
                                    .build());
            case ParticipantEvent.MediaSectionsRequired required ->
                    List.of(
                            response()
                                    .setMediaSectionsRequirement(
                                            MediaSectionsRequirement.newBuilder()
                                                    .setNumAudios(required.audios())
                                                    .setNumVideos(required.videos()))
                                    .build());
            case ParticipantEvent.TrackAccepted accepted ->
                    List.of(
                            response()
                                    .setTrackPublished(
                                            TrackPublishedResponse.newBuilder()
                                                    .setCid(accepted.cid())
                                                    .setTrack(
                                                            SnapshotMessages.track(
                                                                    accepted.track())))
                                    .build());
            case ParticipantEvent.TrackEnded ended ->
                    List.of(
                            response()
                                    .setTrackUnpublished(
                                            TrackUnpublishedResponse.newBuilder()
                                                    .setTrackSid(ended.trackSid()))
                                    .build());
            case ParticipantEvent.TrackMuted muted ->
                    List.of(
                            response()
                                    .setMute(
                                            MuteTrackRequest.newBuilder()
                                                    .setSid(muted.trackSid())
                                                    .setMuted(muted.muted()))
                                    .build());
            case ParticipantEvent.TrackSubscribed subscribed ->
                    List.of(
                            response()
                                    .setTrackSubscribed(
                                            TrackSubscribed.newBuilder()
                                                    .setTrackSid(subscribed.trackSid()))
                                    .build());
            case ParticipantEvent.ParticipantsChanged changed -> updates(changed.participants());
            case ParticipantEvent.RoomChanged changed -> List.of(roomUpdate(changed.room()));
            case ParticipantEvent.SpeakersChanged changed -> List.of(speakers(changed));
            case ParticipantEvent.QualityChanged changed -> List.of(qualities(changed));
            case ParticipantEvent.StreamStatesChanged changed -> List.of(streamStates(changed));
            case ParticipantEvent.WatchedLayersChanged changed -> List.of(watchedLayers(changed));
            case ParticipantEvent.SubscriptionFailed failed -> List.of(subscriptionFailed(failed));
            case ParticipantEvent.SubscriptionPermissionChanged changed ->
                    List.of(
                            response()
                                    .setSubscriptionPermissionUpdate(
                                            SubscriptionPermissionUpdate.newBuilder()
                                                    .setParticipantSid(changed.publisherSid())
                                                    .setTrackSid(changed.trackSid())
                                                    .setAllowed(changed.allowed()))
                                    .build());
            case ParticipantEvent.RequestAnswered answered -> answer(answered, protocol);
            case ParticipantEvent.Ended ended -> List.of(leave(ended.reason(), ended.action()));
        };
    }

    /** Tells the client to go, and what to do then. */
    static SignalResponse leave(EndReason reason, EndAction action) {
        LeaveRequest.Action message =
                switch (action) {
                    case DISCONNECT -> LeaveRequest.Action.DISCONNECT;
                    case RESUME -> LeaveRequest.Action.RESUME;
                    case RECONNECT -> LeaveRequest.Action.RECONNECT;
                };
        return response()
                .setLeave(
                        LeaveRequest.newBuilder()
                                .setReason(SnapshotMessages.reason(reason))
                                .setAction(message)
                                // All that clients below protocol 13 read.
                                .setCanReconnect(action != EndAction.DISCONNECT))
                .build();
    }

    /** Answers a request without asking the room. */
    static SignalResponse refuse(RequestResponse.Builder answer) {
        return response().setRequestResponse(answer).build();
    }

    private SignalResponse join(ParticipantEvent.Joined joined) {
        var join =
                JoinResponse.newBuilder()
                        .setRoom(SnapshotMessages.room(joined.room()))
                        .setParticipant(SnapshotMessages.participant(joined.self()))
                        .setServerInfo(server.info())
                        .setServerVersion(server.info().getVersion())
                        .setServerRegion(server.info().getRegion())
                        .addAllIceServers(iceServers(joined.self().sid()))
                        .setSubscriberPrimary(joined.subscriberPrimary())
                        .setPingInterval(ServerIdentity.PING_INTERVAL_SECONDS)
                        .setPingTimeout(ServerIdentity.PING_TIMEOUT_SECONDS)
                        .addAllEnabledPublishCodecs(ServerIdentity.ENABLED_PUBLISH_CODECS)
                        .setFastPublish(ServerIdentity.FAST_PUBLISH)
                        .setSifTrailer(server.sifTrailer(joined.room().sid()));
        for (ParticipantSnapshot other : joined.others()) {
            join.addOtherParticipants(SnapshotMessages.participant(other));
        }
        return response().setJoin(join).build();
    }

    private List<SignalResponse> resume(ParticipantEvent.Resumed resumed) {
        var messages = new ArrayList<SignalResponse>();
        messages.add(
                response()
                        .setReconnect(
                                ReconnectResponse.newBuilder()
                                        .setServerInfo(server.info())
                                        .addAllIceServers(iceServers(resumed.self().sid()))
                                        .setLastMessageSeq((int) resumed.lastMessageSequence()))
                        .build());
        messages.addAll(updates(resumed.departed()));
        var all = new ArrayList<ParticipantSnapshot>();
        all.add(resumed.self());
        all.addAll(resumed.others());
        messages.addAll(updates(all));
        messages.add(roomUpdate(resumed.room()));
        return messages;
    }

    private static SignalResponse refusal(ParticipantEvent.Refused refused) {
        return switch (refused.reason()) {
            case NOTHING_TO_RESUME -> leave(EndReason.STATE_MISMATCH, EndAction.RECONNECT);
            case ROOM_FULL, OVERLOADED -> leave(EndReason.JOIN_FAILURE, EndAction.DISCONNECT);
        };
    }

    private List<ICEServer> iceServers(String participantSid) {
        return iceServers.forParticipant(participantSid).stream()
                .map(
                        server ->
                                ICEServer.newBuilder()
                                        .addAllUrls(server.urls())
                                        .setUsername(server.username())
                                        .setCredential(server.credential())
                                        .build())
                .toList();
    }

    private static SessionDescription.Builder description(String type, int id, String sdp) {
        return SessionDescription.newBuilder().setType(type).setId(id).setSdp(sdp);
    }

    /** Updates of at most {@link #MAX_UPDATE_BYTES}, or of one participant when he is larger. */
    static List<SignalResponse> updates(List<ParticipantSnapshot> participants) {
        var messages = new ArrayList<SignalResponse>();
        var update = ParticipantUpdate.newBuilder();
        int bytes = 0;
        for (ParticipantSnapshot participant : participants) {
            ParticipantInfo info = SnapshotMessages.participant(participant);
            int infoBytes = info.getSerializedSize();
            if (bytes > 0 && bytes + infoBytes > MAX_UPDATE_BYTES) {
                messages.add(response().setUpdate(update).build());
                update = ParticipantUpdate.newBuilder();
                bytes = 0;
            }
            update.addParticipants(info);
            bytes += infoBytes;
        }
        if (bytes > 0) {
            messages.add(response().setUpdate(update).build());
        }
        return messages;
    }

    /** Several changes told as one: of each presence only its latest state. */
    static ParticipantEvent.ParticipantsChanged merge(
            List<ParticipantEvent.ParticipantsChanged> changes) {
        Map<String, ParticipantSnapshot> latest = new LinkedHashMap<>();
        for (var change : changes) {
            for (ParticipantSnapshot participant : change.participants()) {
                // Removed first, so that the order is that of the latest changes: somebody who
                // comes
                // back under his identity is told of after his former presence.
                latest.remove(participant.sid());
                latest.put(participant.sid(), participant);
            }
        }
        return new ParticipantEvent.ParticipantsChanged(List.copyOf(latest.values()));
    }

    private static SignalResponse roomUpdate(RoomSnapshot room) {
        return response()
                .setRoomUpdate(RoomUpdate.newBuilder().setRoom(SnapshotMessages.room(room)))
                .build();
    }

    private static SignalResponse speakers(ParticipantEvent.SpeakersChanged changed) {
        var message = SpeakersChanged.newBuilder();
        for (var speaker : changed.speakers()) {
            message.addSpeakers(
                    SpeakerInfo.newBuilder()
                            .setSid(speaker.participantSid())
                            .setLevel(speaker.level())
                            .setActive(speaker.active()));
        }
        return response().setSpeakersChanged(message).build();
    }

    private static SignalResponse qualities(ParticipantEvent.QualityChanged changed) {
        var message = ConnectionQualityUpdate.newBuilder();
        for (var quality : changed.qualities()) {
            message.addUpdates(
                    ConnectionQualityInfo.newBuilder()
                            .setParticipantSid(quality.participantSid())
                            .setQuality(
                                    switch (quality.quality()) {
                                        case EXCELLENT -> LivekitModels.ConnectionQuality.EXCELLENT;
                                        case GOOD -> LivekitModels.ConnectionQuality.GOOD;
                                        case POOR -> LivekitModels.ConnectionQuality.POOR;
                                        case LOST -> LivekitModels.ConnectionQuality.LOST;
                                    })
                            .setScore(quality.score()));
        }
        return response().setConnectionQuality(message).build();
    }

    private static SignalResponse streamStates(ParticipantEvent.StreamStatesChanged changed) {
        var message = StreamStateUpdate.newBuilder();
        for (var state : changed.states()) {
            message.addStreamStates(
                    StreamStateInfo.newBuilder()
                            .setParticipantSid(state.participantSid())
                            .setTrackSid(state.trackSid())
                            .setState(state.paused() ? StreamState.PAUSED : StreamState.ACTIVE));
        }
        return response().setStreamStateUpdate(message).build();
    }

    @SuppressWarnings("deprecation") // subscribed_qualities: all that some clients read
    private static SignalResponse watchedLayers(ParticipantEvent.WatchedLayersChanged changed) {
        var message = SubscribedQualityUpdate.newBuilder().setTrackSid(changed.trackSid());
        for (var watched : changed.codecs()) {
            var codec =
                    SubscribedCodec.newBuilder()
                            .setCodec(watched.codec())
                            .addQualities(quality(VideoQuality.LOW, watched.low()))
                            .addQualities(quality(VideoQuality.MEDIUM, watched.medium()))
                            .addQualities(quality(VideoQuality.HIGH, watched.high()))
                            .build();
            if (message.getSubscribedCodecsCount() == 0) {
                message.addAllSubscribedQualities(codec.getQualitiesList());
            }
            message.addSubscribedCodecs(codec);
        }
        return response().setSubscribedQualityUpdate(message).build();
    }

    private static SubscribedQuality quality(VideoQuality quality, boolean enabled) {
        return SubscribedQuality.newBuilder().setQuality(quality).setEnabled(enabled).build();
    }

    private static SignalResponse subscriptionFailed(ParticipantEvent.SubscriptionFailed failed) {
        return response()
                .setSubscriptionResponse(
                        SubscriptionResponse.newBuilder()
                                .setTrackSid(failed.trackSid())
                                .setErr(
                                        switch (failed.reason()) {
                                            case CODEC_UNSUPPORTED ->
                                                    SubscriptionError.SE_CODEC_UNSUPPORTED;
                                            case TRACK_NOT_FOUND ->
                                                    SubscriptionError.SE_TRACK_NOTFOUND;
                                        }))
                .build();
    }

    private static List<SignalResponse> answer(
            ParticipantEvent.RequestAnswered answered, int protocol) {
        if (answered.answer() == ParticipantEvent.Answer.OK
                && protocol < ANSWERS_OK_SINCE_PROTOCOL) {
            return List.of();
        }
        var message =
                RequestResponse.newBuilder()
                        .setRequestId(answered.requestId())
                        .setReason(
                                switch (answered.answer()) {
                                    case OK -> RequestResponse.Reason.OK;
                                    case NOT_FOUND -> RequestResponse.Reason.NOT_FOUND;
                                    case NOT_ALLOWED -> RequestResponse.Reason.NOT_ALLOWED;
                                    case LIMIT_EXCEEDED -> RequestResponse.Reason.LIMIT_EXCEEDED;
                                    case QUEUED -> RequestResponse.Reason.QUEUED;
                                    case UNSUPPORTED_TYPE ->
                                            RequestResponse.Reason.UNSUPPORTED_TYPE;
                                })
                        .setMessage(answered.detail());
        switch (answered.request()) {
            case ParticipantEvent.Request.AddTrack add ->
                    message.setAddTrack(addTrack(add.track()));
            case ParticipantEvent.Request.Mute mute ->
                    message.setMute(
                            MuteTrackRequest.newBuilder()
                                    .setSid(mute.trackSid())
                                    .setMuted(mute.muted()));
            case ParticipantEvent.Request.UpdateMetadata ignored ->
                    message.setUpdateMetadata(
                            UpdateParticipantMetadata.newBuilder()
                                    .setRequestId(answered.requestId()));
        }
        return List.of(refuse(message));
    }

    /** Enough of the request for its sender to know it again. */
    private static AddTrackRequest addTrack(TrackRequest track) {
        return AddTrackRequest.newBuilder()
                .setCid(track.cid())
                .setName(track.name())
                .setType(track.kind() == TrackKind.AUDIO ? TrackType.AUDIO : TrackType.VIDEO)
                .setSource(SnapshotMessages.source(track.source()))
                .setSid(track.trackSid())
                .build();
    }

    private static SignalResponse.Builder response() {
        return SignalResponse.newBuilder();
    }
}
