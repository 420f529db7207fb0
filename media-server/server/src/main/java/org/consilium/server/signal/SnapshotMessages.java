package org.consilium.server.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import livekit.LivekitModels;
import livekit.LivekitModels.AudioTrackFeature;
import livekit.LivekitModels.BackupCodecPolicy;
import livekit.LivekitModels.DisconnectReason;
import livekit.LivekitModels.Encryption;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.ParticipantPermission;
import livekit.LivekitModels.SimulcastCodecInfo;
import livekit.LivekitModels.TrackInfo;
import livekit.LivekitModels.TrackType;
import livekit.LivekitModels.VideoQuality;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantKind;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.media.room.TrackKind;
import org.consilium.media.room.TrackSnapshot;
import org.consilium.media.room.TrackSource;
import org.consilium.media.room.VideoLayer;

/** The client protocol's words for rooms, participants and tracks. Pure. */
public final class SnapshotMessages {
    /** ParticipantInfo.capabilities, which the message classes do not know yet. */
    private static final int CAPABILITIES_FIELD = 21;

    private SnapshotMessages() {}

    public static LivekitModels.Room room(RoomSnapshot room) {
        return LivekitModels.Room.newBuilder()
                .setSid(room.sid())
                .setName(room.name())
                .setEmptyTimeout(room.settings().emptyTimeoutSeconds())
                .setDepartureTimeout(room.settings().departureTimeoutSeconds())
                .setMaxParticipants(room.settings().maxParticipants())
                .setCreationTime(room.createdAtMillis() / 1000)
                .setCreationTimeMs(room.createdAtMillis())
                .setMetadata(room.metadata())
                .setNumParticipants(room.participants())
                .setNumPublishers(room.publishers())
                .setActiveRecording(room.recording())
                .build();
    }

    public static ParticipantInfo participant(ParticipantSnapshot participant) {
        var info =
                ParticipantInfo.newBuilder()
                        .setSid(participant.sid())
                        .setIdentity(participant.identity())
                        .setName(participant.name())
                        .setMetadata(participant.metadata())
                        .putAllAttributes(participant.attributes())
                        .setState(state(participant.state()))
                        .setKind(kind(participant.kind()))
                        .setPermission(permission(participant.permissions()))
                        .setIsPublisher(participant.isPublisher())
                        .setJoinedAt(participant.joinedAtMillis() / 1000)
                        .setJoinedAtMs(participant.joinedAtMillis())
                        .setVersion(participant.version())
                        .setClientProtocol(participant.clientProtocol());
        for (TrackSnapshot track : participant.tracks()) {
            info.addTracks(track(track));
        }
        if (participant.state() == ParticipantState.DISCONNECTED) {
            info.setDisconnectReason(reason(participant.endReason()));
        }
        if (!participant.capabilities().isEmpty()) {
            info.setUnknownFields(capabilities(participant.capabilities()));
        }
        return info.build();
    }

    public static TrackInfo track(TrackSnapshot track) {
        boolean scalable = isScalable(track.mimeType());
        var info =
                TrackInfo.newBuilder()
                        .setSid(track.sid())
                        .setType(
                                track.kind() == TrackKind.AUDIO ? TrackType.AUDIO : TrackType.VIDEO)
                        .setName(track.name())
                        .setMuted(track.muted())
                        .setWidth(track.width())
                        .setHeight(track.height())
                        .setSource(source(track.source()))
                        .setMimeType(track.mimeType())
                        .setMid(track.mid())
                        .setStream(track.stream())
                        .setDisableRed(track.disableRed())
                        .setEncryption(encryption(track.encryption()))
                        .setBackupCodecPolicy(backupCodecPolicy(track.backupCodecPolicy()));
        for (int feature : track.audioFeatures().stream().sorted().toList()) {
            AudioTrackFeature known = AudioTrackFeature.forNumber(feature);
            if (known != null) {
                info.addAudioFeatures(known);
            }
        }
        setDeprecated(info, track, scalable);
        var layers = track.layers().stream().map(SnapshotMessages::layer).toList();
        boolean first = true;
        for (var codec : track.codecs()) {
            // The negotiated codec is that of the first entry; a client that named none learns it.
            String mimeType =
                    first && codec.mimeType().isEmpty() ? track.mimeType() : codec.mimeType();
            var codecInfo =
                    SimulcastCodecInfo.newBuilder()
                            .setMimeType(mimeType)
                            .setCid(codec.cid())
                            .setMid(first ? track.mid() : "");
            if (track.kind() == TrackKind.VIDEO) {
                codecInfo.addAllLayers(layers);
                codecInfo.setVideoLayerMode(
                        isScalable(mimeType)
                                ? LivekitModels.VideoLayer.Mode.MULTIPLE_SPATIAL_LAYERS_PER_STREAM
                                : LivekitModels.VideoLayer.Mode.ONE_SPATIAL_LAYER_PER_STREAM);
            }
            info.addCodecs(codecInfo);
            first = false;
        }
        return info.build();
    }

    /** Clients in the field still read the fields that the protocol wants to be rid of. */
    @SuppressWarnings("deprecation")
    private static void setDeprecated(
            TrackInfo.Builder info, TrackSnapshot track, boolean scalable) {
        info.setSimulcast(track.simulcast() && !scalable)
                .setDisableDtx(track.disableDtx())
                .setStereo(track.stereo());
        for (VideoLayer layer : track.layers()) {
            info.addLayers(layer(layer));
        }
    }

    static LivekitModels.VideoLayer layer(VideoLayer layer) {
        VideoQuality quality = VideoQuality.forNumber(layer.quality());
        return LivekitModels.VideoLayer.newBuilder()
                .setQuality(quality == null ? VideoQuality.HIGH : quality)
                .setWidth(layer.width())
                .setHeight(layer.height())
                .setBitrate(layer.bitrateBps())
                .setRid(layer.rid())
                .setSpatialLayer(layer.quality())
                .setSsrc(layer.ssrc())
                .build();
    }

    @SuppressWarnings("deprecation") // recorder and agent: older clients read them
    public static ParticipantPermission permission(Permissions permissions) {
        var message =
                ParticipantPermission.newBuilder()
                        .setCanSubscribe(permissions.canSubscribe())
                        .setCanPublish(permissions.canPublish())
                        .setCanPublishData(permissions.canPublishData())
                        .setHidden(permissions.hidden())
                        .setRecorder(permissions.recorder())
                        .setCanUpdateMetadata(permissions.canUpdateOwnMetadata())
                        .setAgent(permissions.agent())
                        .setCanSubscribeMetrics(permissions.canSubscribeMetrics());
        permissions.publishSources().stream()
                .sorted()
                .forEach(source -> message.addCanPublishSources(source(source)));
        return message.build();
    }

    /** The other way round, for an admin's wish. */
    @SuppressWarnings("deprecation") // recorder and agent: older servers send them
    public static Permissions permissions(ParticipantPermission message) {
        return new Permissions(
                message.getCanSubscribe(),
                message.getCanPublish(),
                message.getCanPublishData(),
                message.getCanPublishSourcesList().stream()
                        .map(SnapshotMessages::source)
                        .collect(Collectors.toSet()),
                message.getCanUpdateMetadata(),
                message.getCanSubscribeMetrics(),
                message.getHidden(),
                message.getRecorder(),
                message.getAgent());
    }

    static TrackSource source(LivekitModels.TrackSource source) {
        return switch (source) {
            case CAMERA -> TrackSource.CAMERA;
            case MICROPHONE -> TrackSource.MICROPHONE;
            case SCREEN_SHARE -> TrackSource.SCREEN_SHARE;
            case SCREEN_SHARE_AUDIO -> TrackSource.SCREEN_SHARE_AUDIO;
            case UNKNOWN, UNRECOGNIZED -> TrackSource.UNKNOWN;
        };
    }

    static LivekitModels.TrackSource source(TrackSource source) {
        return switch (source) {
            case UNKNOWN -> LivekitModels.TrackSource.UNKNOWN;
            case CAMERA -> LivekitModels.TrackSource.CAMERA;
            case MICROPHONE -> LivekitModels.TrackSource.MICROPHONE;
            case SCREEN_SHARE -> LivekitModels.TrackSource.SCREEN_SHARE;
            case SCREEN_SHARE_AUDIO -> LivekitModels.TrackSource.SCREEN_SHARE_AUDIO;
        };
    }

    static DisconnectReason reason(EndReason reason) {
        return switch (reason) {
            case CLIENT_INITIATED -> DisconnectReason.CLIENT_INITIATED;
            case DUPLICATE_IDENTITY -> DisconnectReason.DUPLICATE_IDENTITY;
            case SERVER_SHUTDOWN -> DisconnectReason.SERVER_SHUTDOWN;
            case PARTICIPANT_REMOVED -> DisconnectReason.PARTICIPANT_REMOVED;
            case ROOM_DELETED -> DisconnectReason.ROOM_DELETED;
            case ROOM_CLOSED -> DisconnectReason.ROOM_CLOSED;
            case STATE_MISMATCH -> DisconnectReason.STATE_MISMATCH;
            case JOIN_FAILURE -> DisconnectReason.JOIN_FAILURE;
            case SIGNAL_CLOSE -> DisconnectReason.SIGNAL_CLOSE;
            case CONNECTION_TIMEOUT -> DisconnectReason.CONNECTION_TIMEOUT;
        };
    }

    /** {@code video/VP8} from {@code vp8}, {@code VIDEO/vp8} or {@code video/VP8}. */
    static String mimeType(String codec, TrackKind kind) {
        String name = codec.substring(codec.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "" -> "";
            case "opus", "red" -> "audio/" + name;
            case "vp8", "vp9", "av1", "h264", "h265" -> "video/" + name.toUpperCase(Locale.ROOT);
            default -> (kind == TrackKind.AUDIO ? "audio/" : "video/") + name;
        };
    }

    /** Whether this codec puts all spatial layers into one stream (SVC). */
    private static boolean isScalable(String mimeType) {
        return mimeType.equalsIgnoreCase("video/VP9") || mimeType.equalsIgnoreCase("video/AV1");
    }

    private static ParticipantInfo.State state(ParticipantState state) {
        return switch (state) {
            case JOINING -> ParticipantInfo.State.JOINING;
            case JOINED -> ParticipantInfo.State.JOINED;
            case ACTIVE -> ParticipantInfo.State.ACTIVE;
            case DISCONNECTED -> ParticipantInfo.State.DISCONNECTED;
        };
    }

    private static ParticipantInfo.Kind kind(ParticipantKind kind) {
        return switch (kind) {
            case STANDARD -> ParticipantInfo.Kind.STANDARD;
            case INGRESS -> ParticipantInfo.Kind.INGRESS;
            case EGRESS -> ParticipantInfo.Kind.EGRESS;
            case SIP -> ParticipantInfo.Kind.SIP;
            case AGENT -> ParticipantInfo.Kind.AGENT;
            case CONNECTOR -> ParticipantInfo.Kind.CONNECTOR;
            case BRIDGE -> ParticipantInfo.Kind.BRIDGE;
        };
    }

    private static Encryption.Type encryption(int number) {
        Encryption.Type type = Encryption.Type.forNumber(number);
        return type == null ? Encryption.Type.NONE : type;
    }

    private static BackupCodecPolicy backupCodecPolicy(int number) {
        BackupCodecPolicy policy = BackupCodecPolicy.forNumber(number);
        return policy == null ? BackupCodecPolicy.PREFER_REGRESSION : policy;
    }

    /** A packed list of enum numbers; ours are single-byte varints. */
    private static UnknownFieldSet capabilities(List<Integer> numbers) {
        var packed = new byte[numbers.size()];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (byte) (numbers.get(i) & 0x7f);
        }
        var field =
                UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(packed))
                        .build();
        return UnknownFieldSet.newBuilder().addField(CAPABILITIES_FIELD, field).build();
    }
}
