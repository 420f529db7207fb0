package org.consilium.server.signal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import livekit.LivekitModels;
import livekit.LivekitModels.AudioTrackFeature;
import livekit.LivekitModels.ParticipantTracks;
import livekit.LivekitModels.TrackType;
import livekit.LivekitModels.VideoQuality;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SubscriptionPermission;
import livekit.LivekitRtc.SyncState;
import livekit.LivekitRtc.UpdateParticipantMetadata;
import livekit.LivekitRtc.UpdateSubscription;
import livekit.LivekitRtc.UpdateTrackSettings;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.TrackKind;
import org.consilium.media.room.TrackRequest;
import org.consilium.media.room.TrackSettings;
import org.consilium.media.room.TrackSource;
import org.consilium.media.room.VideoLayer;
import org.jspecify.annotations.Nullable;

/**
 * Translates what a client sends into commands for its room. Pure. Values that no client sends are
 * cut to what the core expects; requests that mean nothing to a room are answered by {@link
 * SignalConnection} and yield no command here.
 */
final class MessageReader {
    /** Longer lists are cut: nobody publishes or watches more tracks at once. */
    static final int MAX_TRACKS = 2_000;

    /** Spatial layers a track can announce. */
    private static final int MAX_LAYERS = 4;

    private static final int MAX_CODECS = 4;

    /** Pixels, so that arithmetic on sizes cannot overflow. */
    private static final int MAX_SIZE = 16_384;

    private MessageReader() {}

    /** The command a request stands for; null when it stands for none. */
    static @Nullable RoomCommand read(String sid, SignalRequest request) {
        return switch (request.getMessageCase()) {
            case OFFER ->
                    new RoomCommand.PublisherOffer(
                            sid, request.getOffer().getId(), request.getOffer().getSdp());
            case ANSWER ->
                    new RoomCommand.SubscriberAnswer(
                            sid, request.getAnswer().getId(), request.getAnswer().getSdp());
            case ADD_TRACK -> new RoomCommand.AddTrack(sid, addTrack(request.getAddTrack()));
            case MUTE ->
                    new RoomCommand.MuteTrack(
                            sid, request.getMute().getSid(), request.getMute().getMuted(), false);
            case SUBSCRIPTION -> {
                UpdateSubscription update = request.getSubscription();
                yield new RoomCommand.UpdateSubscription(
                        sid,
                        tracks(update.getTrackSidsList(), update.getParticipantTracksList()),
                        update.getSubscribe());
            }
            case TRACK_SETTING -> {
                UpdateTrackSettings update = request.getTrackSetting();
                yield new RoomCommand.UpdateTrackSettings(
                        sid, tracks(update.getTrackSidsList(), List.of()), settings(update));
            }
            case LEAVE -> new RoomCommand.Leave(sid, EndReason.CLIENT_INITIATED);
            case SUBSCRIPTION_PERMISSION -> restrict(sid, request.getSubscriptionPermission());
            case SYNC_STATE -> syncState(sid, request.getSyncState());
            case UPDATE_METADATA -> updateParticipant(sid, request.getUpdateMetadata());
            case UPDATE_AUDIO_TRACK ->
                    new RoomCommand.UpdateAudioTrack(
                            sid,
                            request.getUpdateAudioTrack().getTrackSid(),
                            request.getUpdateAudioTrack().getFeaturesValueList().stream()
                                    .filter(number -> AudioTrackFeature.forNumber(number) != null)
                                    .distinct()
                                    .toList());
            // An ICE-lite agent learns the client's addresses from its checks (RFC 8445 §2.5).
            case TRICKLE -> null;
            case PING, PING_REQ, SIMULATE -> null;
            case PUBLISH_DATA_TRACK_REQUEST, UNPUBLISH_DATA_TRACK_REQUEST -> null;
            case UPDATE_DATA_SUBSCRIPTION, UPDATE_LAYERS, UPDATE_VIDEO_TRACK -> null;
            // Newer clients may ask for what these message classes do not know.
            case MESSAGE_NOT_SET -> null;
        };
    }

    /** The track sids of both lists, each once, in order. */
    static List<String> tracks(List<String> sids, List<ParticipantTracks> byParticipant) {
        var tracks = new LinkedHashSet<String>();
        addUpTo(tracks, sids);
        for (ParticipantTracks participant : byParticipant) {
            addUpTo(tracks, participant.getTrackSidsList());
        }
        return List.copyOf(tracks);
    }

    private static void addUpTo(Set<String> tracks, List<String> sids) {
        for (String sid : sids) {
            if (tracks.size() >= MAX_TRACKS) {
                return;
            }
            tracks.add(sid);
        }
    }

    /** What is wrong with a wish to publish, before any room hears of it; null when nothing is. */
    static @Nullable String fault(AddTrackRequest request) {
        if (request.getType() != TrackType.AUDIO && request.getType() != TrackType.VIDEO) {
            return "only audio and video tracks can be published";
        }
        if (request.getCid().isEmpty() || !Limits.allowsName(request.getCid())) {
            return "the track has no client id or one too long";
        }
        return null;
    }

    @SuppressWarnings("deprecation") // stereo and disable_dtx: clients in the field send them
    private static TrackRequest addTrack(AddTrackRequest request) {
        TrackKind kind = request.getType() == TrackType.AUDIO ? TrackKind.AUDIO : TrackKind.VIDEO;
        TrackSource source = SnapshotMessages.source(request.getSource());
        var features = new HashSet<Integer>();
        for (int feature : request.getAudioFeaturesValueList()) {
            if (AudioTrackFeature.forNumber(feature) != null) {
                features.add(feature);
            }
        }
        if (kind == TrackKind.AUDIO && request.getStereo()) {
            features.add(AudioTrackFeature.TF_STEREO_VALUE);
        }
        if (kind == TrackKind.AUDIO && request.getDisableDtx()) {
            features.add(AudioTrackFeature.TF_NO_DTX_VALUE);
        }
        var codecs = new ArrayList<TrackRequest.Codec>();
        List<LivekitModels.VideoLayer> layers = request.getLayersList();
        for (var codec : request.getSimulcastCodecsList()) {
            if (codecs.size() == MAX_CODECS) {
                break;
            }
            codecs.add(
                    new TrackRequest.Codec(
                            SnapshotMessages.mimeType(codec.getCodec(), kind), codec.getCid()));
            if (layers.isEmpty()) {
                layers = codec.getLayersList();
            }
        }
        if (codecs.isEmpty()) {
            codecs.add(new TrackRequest.Codec("", request.getCid()));
        }
        return new TrackRequest(
                request.getCid(),
                cut(request.getName()),
                kind,
                source,
                request.getMuted(),
                size(request.getWidth()),
                size(request.getHeight()),
                layers(layers),
                codecs,
                cut(request.getStream().isEmpty() ? stream(source) : request.getStream()),
                features.contains(AudioTrackFeature.TF_STEREO_VALUE),
                features.contains(AudioTrackFeature.TF_NO_DTX_VALUE),
                request.getDisableRed(),
                features,
                request.getEncryptionValue(),
                request.getBackupCodecPolicyValue(),
                request.getSid());
    }

    /** Groups camera with microphone and screen with its sound. */
    private static String stream(TrackSource source) {
        return switch (source) {
            case CAMERA, MICROPHONE -> "camera";
            case SCREEN_SHARE, SCREEN_SHARE_AUDIO -> "screen";
            case UNKNOWN -> "unknown";
        };
    }

    private static List<VideoLayer> layers(List<LivekitModels.VideoLayer> messages) {
        var layers = new ArrayList<VideoLayer>();
        for (LivekitModels.VideoLayer message : messages) {
            if (layers.size() == MAX_LAYERS) {
                break;
            }
            layers.add(
                    new VideoLayer(
                            Math.clamp(message.getQualityValue(), 0, 2),
                            size(message.getWidth()),
                            size(message.getHeight()),
                            Math.max(0, message.getBitrate()),
                            cut(message.getRid()),
                            0));
        }
        return layers;
    }

    private static TrackSettings settings(UpdateTrackSettings update) {
        return new TrackSettings(
                update.getDisabled() || update.getQuality() == VideoQuality.OFF,
                Math.clamp(update.getQualityValue(), 0, 2),
                size(update.getWidth()),
                size(update.getHeight()),
                Math.clamp(Integer.toUnsignedLong(update.getFps()), 0, 1000),
                Math.clamp(Integer.toUnsignedLong(update.getPriority()), 0, 1_000_000));
    }

    private static RoomCommand restrict(String sid, SubscriptionPermission permission) {
        var grants = new ArrayList<RoomCommand.SubscriberGrant>();
        for (var track : permission.getTrackPermissionsList()) {
            if (grants.size() == MAX_TRACKS) {
                break;
            }
            grants.add(
                    new RoomCommand.SubscriberGrant(
                            track.getParticipantSid(),
                            track.getParticipantIdentity(),
                            track.getAllTracks(),
                            tracks(track.getTrackSidsList(), List.of())));
        }
        return new RoomCommand.RestrictSubscribers(
                sid, permission.getAllParticipants(), List.copyOf(grants));
    }

    private static RoomCommand syncState(String sid, SyncState state) {
        var published = new ArrayList<String>();
        for (var track : state.getPublishTracksList()) {
            if (published.size() == MAX_TRACKS) {
                break;
            }
            published.add(track.getTrack().getSid());
        }
        UpdateSubscription subscription = state.getSubscription();
        return new RoomCommand.SyncState(
                sid,
                List.copyOf(published),
                tracks(state.getTrackSidsDisabledList(), List.of()),
                tracks(subscription.getTrackSidsList(), subscription.getParticipantTracksList()),
                subscription.getSubscribe());
    }

    /** Whether new metadata, name and attributes are within {@link Limits}. */
    static boolean isWithinLimits(UpdateParticipantMetadata update) {
        return Limits.allowsName(update.getName())
                && Limits.allowsMetadata(update.getMetadata())
                && Limits.allowsAttributes(update.getAttributesMap());
    }

    private static RoomCommand updateParticipant(String sid, UpdateParticipantMetadata update) {
        return new RoomCommand.UpdateParticipant(
                sid,
                update.getRequestId(),
                false,
                Optional.of(update.getName()).filter(name -> !name.isEmpty()),
                Optional.of(update.getMetadata()).filter(metadata -> !metadata.isEmpty()),
                Map.copyOf(update.getAttributesMap()),
                null);
    }

    private static int size(int unsigned) {
        return Math.clamp(Integer.toUnsignedLong(unsigned), 0, MAX_SIZE);
    }

    private static String cut(String text) {
        return text.length() <= Limits.MAX_NAME_LENGTH
                ? text
                : text.substring(0, Limits.MAX_NAME_LENGTH);
    }
}
