package org.consilium.server.admin;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import livekit.LivekitModels;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.ParticipantTracks;
import livekit.LivekitModels.UserPacket;
import livekit.LivekitRoom.CreateRoomRequest;
import livekit.LivekitRoom.DeleteRoomRequest;
import livekit.LivekitRoom.DeleteRoomResponse;
import livekit.LivekitRoom.ListParticipantsRequest;
import livekit.LivekitRoom.ListParticipantsResponse;
import livekit.LivekitRoom.ListRoomsRequest;
import livekit.LivekitRoom.ListRoomsResponse;
import livekit.LivekitRoom.MuteRoomTrackRequest;
import livekit.LivekitRoom.MuteRoomTrackResponse;
import livekit.LivekitRoom.RemoveParticipantResponse;
import livekit.LivekitRoom.RoomParticipantIdentity;
import livekit.LivekitRoom.SendDataRequest;
import livekit.LivekitRoom.SendDataResponse;
import livekit.LivekitRoom.UpdateParticipantRequest;
import livekit.LivekitRoom.UpdateRoomMetadataRequest;
import livekit.LivekitRoom.UpdateSubscriptionsRequest;
import livekit.LivekitRoom.UpdateSubscriptionsResponse;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.media.room.TrackSnapshot;
import org.consilium.server.signal.Limits;
import org.consilium.server.signal.RemovedParticipants;
import org.consilium.server.signal.RoomCommands;
import org.consilium.server.signal.SnapshotMessages;
import org.consilium.server.signal.token.VideoGrant;

/**
 * The calls of RoomService: what another server may ask of rooms. Each checks its grant, hands a
 * command to the room and answers when the directory shows its effect. Blocks; for virtual threads.
 */
final class RoomService {
    /** How long a room may take to do what it was told; then the call fails as unavailable. */
    private static final Duration EFFECT = Duration.ofSeconds(3);

    /**
     * A data channel message has at most 64 KiB (RFC 8841 §6.1 as we offer it), header included.
     */
    private static final int MAX_DATA_BYTES = 60 * 1024;

    private static final int NONCE_BYTES = 16;

    /** Nonces remembered; retries of a call follow within seconds. */
    private static final int MAX_NONCES = 4_096;

    private final RoomCommands rooms;
    private final RoomDirectory directory;
    private final RemovedParticipants removed;
    private final RoomSettings defaults;
    private final boolean mayUnmute;
    private final Map<ByteString, Boolean> seenNonces =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteString, Boolean> eldest) {
                    return size() > MAX_NONCES;
                }
            };

    RoomService(
            RoomCommands rooms,
            RoomDirectory directory,
            RemovedParticipants removed,
            RoomSettings defaults,
            boolean mayUnmute) {
        this.rooms = rooms;
        this.directory = directory;
        this.removed = removed;
        this.defaults = defaults;
        this.mayUnmute = mayUnmute;
    }

    /** Opens a room, or answers the open one of this name as it is. */
    LivekitModels.Room createRoom(CreateRoomRequest request, VideoGrant grant)
            throws TwirpError, InterruptedException {
        require(grant.roomCreate(), "roomCreate");
        String name = request.getName();
        if (name.isEmpty() || !Limits.allowsName(name)) {
            throw invalid("the room's name is missing or too long");
        }
        if (!Limits.allowsMetadata(request.getMetadata())) {
            throw invalid("the metadata is too large");
        }
        Optional<RoomSnapshot> open = directory.room(name);
        if (open.isEmpty()) {
            var settings =
                    new RoomSettings(
                            orDefault(request.getEmptyTimeout(), defaults.emptyTimeoutSeconds()),
                            orDefault(
                                    request.getDepartureTimeout(),
                                    defaults.departureTimeoutSeconds()),
                            orDefault(request.getMaxParticipants(), defaults.maxParticipants()),
                            defaults.resumeWindowSeconds());
            submit(name, new RoomCommand.Open(settings, request.getMetadata()));
            open = Optional.of(awaitEffect(name, () -> directory.room(name)));
        }
        return SnapshotMessages.room(open.get());
    }

    ListRoomsResponse listRooms(ListRoomsRequest request, VideoGrant grant) throws TwirpError {
        require(grant.roomList(), "roomList");
        var response = ListRoomsResponse.newBuilder();
        if (request.getNamesCount() == 0) {
            directory.rooms().forEach(room -> response.addRooms(SnapshotMessages.room(room)));
        } else {
            for (String name : new LinkedHashSet<>(request.getNamesList())) {
                directory
                        .room(name)
                        .ifPresent(room -> response.addRooms(SnapshotMessages.room(room)));
            }
        }
        return response.build();
    }

    DeleteRoomResponse deleteRoom(DeleteRoomRequest request, VideoGrant grant)
            throws TwirpError, InterruptedException {
        require(grant.roomCreate(), "roomCreate");
        RoomSnapshot room = openRoom(request.getRoom());
        submit(room.name(), new RoomCommand.Close(EndReason.ROOM_DELETED, EndAction.DISCONNECT));
        awaitEffect(
                room.name(),
                () ->
                        unless(
                                directory
                                        .room(room.name())
                                        .filter(open -> open.sid().equals(room.sid()))
                                        .isPresent()));
        return DeleteRoomResponse.getDefaultInstance();
    }

    ListParticipantsResponse listParticipants(ListParticipantsRequest request, VideoGrant grant)
            throws TwirpError {
        requireAdmin(grant, request.getRoom());
        openRoom(request.getRoom());
        var response = ListParticipantsResponse.newBuilder();
        for (ParticipantSnapshot participant : directory.participants(request.getRoom())) {
            response.addParticipants(SnapshotMessages.participant(participant));
        }
        return response.build();
    }

    ParticipantInfo getParticipant(RoomParticipantIdentity request, VideoGrant grant)
            throws TwirpError {
        requireAdmin(grant, request.getRoom());
        return SnapshotMessages.participant(participant(request.getRoom(), request.getIdentity()));
    }

    /** Ends a presence and voids the tokens the participant could come back with. */
    RemoveParticipantResponse removeParticipant(RoomParticipantIdentity request, VideoGrant grant)
            throws TwirpError, InterruptedException {
        requireAdmin(grant, request.getRoom());
        String room = request.getRoom();
        ParticipantSnapshot participant = participant(room, request.getIdentity());
        // Before the command, or the client could slip back in between.
        removed.remove(room, request.getIdentity());
        submit(room, new RoomCommand.Leave(participant.sid(), EndReason.PARTICIPANT_REMOVED));
        awaitEffect(room, () -> unless(isPresent(room, participant.sid())));
        return RemoveParticipantResponse.getDefaultInstance();
    }

    MuteRoomTrackResponse mutePublishedTrack(MuteRoomTrackRequest request, VideoGrant grant)
            throws TwirpError, InterruptedException {
        requireAdmin(grant, request.getRoom());
        String room = request.getRoom();
        ParticipantSnapshot participant = participant(room, request.getIdentity());
        TrackSnapshot track =
                track(participant, request.getTrackSid())
                        .orElseThrow(
                                () ->
                                        new TwirpError(
                                                TwirpError.Code.NOT_FOUND,
                                                "the participant publishes no such track"));
        if (!request.getMuted() && track.muted() && !mayUnmute) {
            throw new TwirpError(
                    TwirpError.Code.FAILED_PRECONDITION, "unmuting for others is not enabled");
        }
        if (track.muted() != request.getMuted()) {
            submit(
                    room,
                    new RoomCommand.MuteTrack(
                            participant.sid(), track.sid(), request.getMuted(), true));
            track =
                    awaitEffect(
                            room,
                            () ->
                                    directory
                                            .participant(room, request.getIdentity())
                                            .flatMap(now -> track(now, request.getTrackSid()))
                                            .filter(now -> now.muted() == request.getMuted()));
        }
        return MuteRoomTrackResponse.newBuilder().setTrack(SnapshotMessages.track(track)).build();
    }

    ParticipantInfo updateParticipant(UpdateParticipantRequest request, VideoGrant grant)
            throws TwirpError, InterruptedException {
        requireAdmin(grant, request.getRoom());
        String room = request.getRoom();
        if (!Limits.allowsName(request.getName())
                || !Limits.allowsMetadata(request.getMetadata())
                || !Limits.allowsAttributes(request.getAttributesMap())) {
            throw invalid("name, metadata or attributes are too large");
        }
        ParticipantSnapshot before = participant(room, request.getIdentity());
        Optional<String> name = Optional.of(request.getName()).filter(text -> !text.isEmpty());
        Optional<String> metadata =
                Optional.of(request.getMetadata()).filter(text -> !text.isEmpty());
        Map<String, String> attributes = Map.copyOf(request.getAttributesMap());
        Permissions permissions =
                request.hasPermission()
                        ? SnapshotMessages.permissions(request.getPermission())
                        : null;
        submit(
                room,
                new RoomCommand.UpdateParticipant(
                        before.sid(), 0, true, name, metadata, attributes, permissions));
        ParticipantSnapshot after =
                awaitEffect(
                        room,
                        () ->
                                directory
                                        .participant(room, request.getIdentity())
                                        .filter(
                                                now ->
                                                        name.isEmpty()
                                                                || name.get().equals(now.name()))
                                        .filter(
                                                now ->
                                                        metadata.isEmpty()
                                                                || metadata.get()
                                                                        .equals(now.metadata()))
                                        .filter(now -> shows(now.attributes(), attributes))
                                        .filter(
                                                now ->
                                                        permissions == null
                                                                || permissions.equals(
                                                                        now.permissions())));
        return SnapshotMessages.participant(after);
    }

    UpdateSubscriptionsResponse updateSubscriptions(
            UpdateSubscriptionsRequest request, VideoGrant grant) throws TwirpError {
        requireAdmin(grant, request.getRoom());
        ParticipantSnapshot participant = participant(request.getRoom(), request.getIdentity());
        var tracks = new LinkedHashSet<>(request.getTrackSidsList());
        for (ParticipantTracks publisher : request.getParticipantTracksList()) {
            tracks.addAll(publisher.getTrackSidsList());
        }
        submit(
                request.getRoom(),
                new RoomCommand.UpdateSubscription(
                        participant.sid(), List.copyOf(tracks), request.getSubscribe()));
        return UpdateSubscriptionsResponse.getDefaultInstance();
    }

    @SuppressWarnings("deprecation") // destination_sids, and UserPacket's copies for older clients
    SendDataResponse sendData(SendDataRequest request, VideoGrant grant) throws TwirpError {
        requireAdmin(grant, request.getRoom());
        RoomSnapshot room = openRoom(request.getRoom());
        if (request.getData().size() > MAX_DATA_BYTES) {
            throw invalid("the data is longer than " + MAX_DATA_BYTES + " bytes");
        }
        ByteString nonce = request.getNonce();
        if (!nonce.isEmpty() && nonce.size() != NONCE_BYTES) {
            throw invalid("a nonce has " + NONCE_BYTES + " bytes");
        }
        var identities = new LinkedHashSet<>(request.getDestinationIdentitiesList());
        boolean toSome = !identities.isEmpty() || request.getDestinationSidsCount() > 0;
        for (ParticipantSnapshot participant : directory.participants(room.name())) {
            if (request.getDestinationSidsList().contains(participant.sid())) {
                identities.add(participant.identity());
            }
        }
        if (toSome && identities.isEmpty()) {
            // An empty list would mean everybody.
            throw new TwirpError(TwirpError.Code.NOT_FOUND, "none of the destinations is here");
        }
        if (!nonce.isEmpty() && !isNew(nonce)) {
            return SendDataResponse.getDefaultInstance();
        }
        var user =
                UserPacket.newBuilder()
                        .setPayload(request.getData())
                        .setNonce(nonce)
                        .addAllDestinationIdentities(identities);
        if (request.hasTopic()) {
            user.setTopic(request.getTopic());
        }
        boolean reliable = request.getKind() == DataPacket.Kind.RELIABLE;
        DataPacket packet =
                DataPacket.newBuilder()
                        .setKind(request.getKind())
                        .addAllDestinationIdentities(identities)
                        .setUser(user)
                        .build();
        submit(
                room.name(),
                new RoomCommand.SendData(
                        packet.toByteArray(), reliable, new ArrayList<>(identities)));
        return SendDataResponse.getDefaultInstance();
    }

    LivekitModels.Room updateRoomMetadata(UpdateRoomMetadataRequest request, VideoGrant grant)
            throws TwirpError, InterruptedException {
        requireAdmin(grant, request.getRoom());
        if (!Limits.allowsMetadata(request.getMetadata())) {
            throw invalid("the metadata is too large");
        }
        RoomSnapshot room = openRoom(request.getRoom());
        submit(room.name(), new RoomCommand.UpdateRoomMetadata(request.getMetadata()));
        return SnapshotMessages.room(
                awaitEffect(
                        room.name(),
                        () ->
                                directory
                                        .room(room.name())
                                        .filter(
                                                now ->
                                                        now.metadata()
                                                                .equals(request.getMetadata()))));
    }

    // ---- what the calls share

    private static void require(boolean granted, String grant) throws TwirpError {
        if (!granted) {
            throw new TwirpError(
                    TwirpError.Code.UNAUTHENTICATED, "the token lacks the grant " + grant);
        }
    }

    /** A token administers only the room it names. */
    private static void requireAdmin(VideoGrant grant, String room) throws TwirpError {
        require(grant.roomAdmin() && !room.isEmpty() && grant.room().equals(room), "roomAdmin");
    }

    private RoomSnapshot openRoom(String name) throws TwirpError {
        return directory
                .room(name)
                .orElseThrow(
                        () ->
                                new TwirpError(
                                        TwirpError.Code.NOT_FOUND,
                                        "requested room does not exist"));
    }

    private ParticipantSnapshot participant(String room, String identity) throws TwirpError {
        return directory
                .participant(room, identity)
                .orElseThrow(
                        () ->
                                new TwirpError(
                                        TwirpError.Code.NOT_FOUND, "participant does not exist"));
    }

    private boolean isPresent(String room, String sid) {
        return directory.participants(room).stream()
                .anyMatch(participant -> participant.sid().equals(sid));
    }

    private static Optional<TrackSnapshot> track(ParticipantSnapshot participant, String sid) {
        return participant.tracks().stream().filter(track -> track.sid().equals(sid)).findFirst();
    }

    /** Whether attributes are as asked for; an empty value asks for none of that name. */
    private static boolean shows(Map<String, String> now, Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(now.getOrDefault(entry.getKey(), "")));
    }

    private void submit(String room, RoomCommand command) throws TwirpError {
        if (!rooms.submit(room, command)) {
            throw new TwirpError(TwirpError.Code.UNAVAILABLE, "the server is overloaded");
        }
    }

    private <T> T awaitEffect(String room, Supplier<Optional<T>> look)
            throws TwirpError, InterruptedException {
        return directory
                .await(room, EFFECT, look)
                .orElseThrow(
                        () ->
                                new TwirpError(
                                        TwirpError.Code.UNAVAILABLE,
                                        "the room did not do it in time"));
    }

    private static Optional<Boolean> unless(boolean condition) {
        return condition ? Optional.empty() : Optional.of(true);
    }

    private boolean isNew(ByteString nonce) {
        synchronized (seenNonces) {
            return seenNonces.put(nonce, true) == null;
        }
    }

    private static TwirpError invalid(String message) {
        return new TwirpError(TwirpError.Code.INVALID_ARGUMENT, message);
    }

    /** An unsigned wish of the protocol; 0 for the default. */
    private static int orDefault(int unsigned, int standard) {
        if (unsigned == 0) {
            return standard;
        }
        return (int) Math.min(Integer.toUnsignedLong(unsigned), Integer.MAX_VALUE);
    }
}
