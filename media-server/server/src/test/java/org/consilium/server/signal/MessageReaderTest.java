package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import livekit.LivekitModels;
import livekit.LivekitModels.AudioTrackFeature;
import livekit.LivekitModels.ParticipantTracks;
import livekit.LivekitModels.TrackInfo;
import livekit.LivekitModels.TrackType;
import livekit.LivekitModels.VideoQuality;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.LeaveRequest;
import livekit.LivekitRtc.MuteTrackRequest;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SimulcastCodec;
import livekit.LivekitRtc.SubscriptionPermission;
import livekit.LivekitRtc.SyncState;
import livekit.LivekitRtc.TrackPermission;
import livekit.LivekitRtc.TrackPublishedResponse;
import livekit.LivekitRtc.TrickleRequest;
import livekit.LivekitRtc.UpdateLocalAudioTrack;
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
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private static void reads(SignalRequest.Builder request, RoomCommand command) {
        assertThat(MessageReader.read("PA_1", request.build())).isEqualTo(command);
    }

    private static SignalRequest.Builder request() {
        return SignalRequest.newBuilder();
    }

    @Test
    void readsDescriptions() {
        var description = SessionDescription.newBuilder().setId(7).setSdp("v=0\r\n");
        reads(
                request().setOffer(description),
                new RoomCommand.PublisherOffer("PA_1", 7, "v=0\r\n"));
        reads(
                request().setAnswer(description),
                new RoomCommand.SubscriberAnswer("PA_1", 7, "v=0\r\n"));
    }

    @Test
    void readsMuteAndLeave() {
        reads(
                request().setMute(MuteTrackRequest.newBuilder().setSid("TR_1").setMuted(true)),
                new RoomCommand.MuteTrack("PA_1", "TR_1", true, false));
        reads(
                request().setLeave(LeaveRequest.getDefaultInstance()),
                new RoomCommand.Leave("PA_1", EndReason.CLIENT_INITIATED));
    }

    @Test
    void readsACameraWithThreeLayers() {
        var add =
                AddTrackRequest.newBuilder()
                        .setCid("cid-1")
                        .setName("cam")
                        .setType(TrackType.VIDEO)
                        .setSource(LivekitModels.TrackSource.CAMERA)
                        .setWidth(1280)
                        .setHeight(720)
                        .addLayers(layer(VideoQuality.LOW, 320, 180))
                        .addLayers(layer(VideoQuality.MEDIUM, 640, 360))
                        .addLayers(layer(VideoQuality.HIGH, 1280, 720))
                        .addSimulcastCodecs(
                                SimulcastCodec.newBuilder().setCodec("vp8").setCid("cid-1"));
        reads(
                request().setAddTrack(add),
                new RoomCommand.AddTrack(
                        "PA_1",
                        new TrackRequest(
                                "cid-1",
                                "cam",
                                TrackKind.VIDEO,
                                TrackSource.CAMERA,
                                false,
                                1280,
                                720,
                                List.of(
                                        new VideoLayer(0, 320, 180, 100_000, "", 0),
                                        new VideoLayer(1, 640, 360, 100_000, "", 0),
                                        new VideoLayer(2, 1280, 720, 100_000, "", 0)),
                                List.of(new TrackRequest.Codec("video/VP8", "cid-1")),
                                "camera",
                                false,
                                false,
                                false,
                                Set.of(),
                                0,
                                0,
                                "")));
    }

    @Test
    @SuppressWarnings("deprecation") // what clients in the field send
    void readsAMicrophoneWithTheOldFlagsAsFeatures() {
        var add =
                AddTrackRequest.newBuilder()
                        .setCid("cid-2")
                        .setType(TrackType.AUDIO)
                        .setSource(LivekitModels.TrackSource.SCREEN_SHARE_AUDIO)
                        .setStereo(true)
                        .setDisableDtx(true)
                        .setDisableRed(true)
                        .setMuted(true)
                        .addAudioFeatures(AudioTrackFeature.TF_ECHO_CANCELLATION)
                        .addAudioFeatures(AudioTrackFeature.TF_ECHO_CANCELLATION)
                        .addAudioFeaturesValue(99);
        RoomCommand command = MessageReader.read("PA_1", request().setAddTrack(add).build());
        assertThat(command).isInstanceOf(RoomCommand.AddTrack.class);
        TrackRequest track = ((RoomCommand.AddTrack) Objects.requireNonNull(command)).request();
        assertThat(track.audioFeatures()).isEqualTo(Set.of(0, 1, 3));
        assertThat(track.stereo()).isTrue();
        assertThat(track.disableDtx()).isTrue();
        assertThat(track.disableRed()).isTrue();
        assertThat(track.muted()).isTrue();
        assertThat(track.stream()).isEqualTo("screen");
        assertThat(track.codecs()).containsExactly(new TrackRequest.Codec("", "cid-2"));
    }

    private static LivekitModels.VideoLayer layer(VideoQuality quality, int width, int height) {
        return LivekitModels.VideoLayer.newBuilder()
                .setQuality(quality)
                .setWidth(width)
                .setHeight(height)
                .setBitrate(100_000)
                .build();
    }

    @Test
    void readsTheUnionOfBothSubscriptionLists() {
        var update =
                UpdateSubscription.newBuilder()
                        .addTrackSids("TR_1")
                        .setSubscribe(true)
                        .addParticipantTracks(
                                ParticipantTracks.newBuilder()
                                        .setParticipantSid("PA_2")
                                        .addTrackSids("TR_1")
                                        .addTrackSids("TR_2"));
        reads(
                request().setSubscription(update),
                new RoomCommand.UpdateSubscription("PA_1", List.of("TR_1", "TR_2"), true));
    }

    @Test
    void readsTrackSettingsWithinBounds() {
        var update =
                UpdateTrackSettings.newBuilder()
                        .addTrackSids("TR_1")
                        .setQuality(VideoQuality.MEDIUM)
                        .setWidth(640)
                        .setHeight(-1)
                        .setFps(15)
                        .setPriority(2);
        reads(
                request().setTrackSetting(update),
                new RoomCommand.UpdateTrackSettings(
                        "PA_1", List.of("TR_1"), new TrackSettings(false, 1, 640, 16_384, 15, 2)));
        reads(
                request()
                        .setTrackSetting(
                                UpdateTrackSettings.newBuilder()
                                        .addTrackSids("TR_1")
                                        .setQuality(VideoQuality.OFF)),
                new RoomCommand.UpdateTrackSettings(
                        "PA_1", List.of("TR_1"), new TrackSettings(true, 2, 0, 0, 0, 0)));
    }

    @Test
    void readsWhoMaySubscribe() {
        var permission =
                SubscriptionPermission.newBuilder()
                        .addTrackPermissions(
                                TrackPermission.newBuilder()
                                        .setParticipantIdentity("bob")
                                        .addTrackSids("TR_1"));
        reads(
                request().setSubscriptionPermission(permission),
                new RoomCommand.RestrictSubscribers(
                        "PA_1",
                        false,
                        List.of(
                                new RoomCommand.SubscriberGrant(
                                        "", "bob", false, List.of("TR_1")))));
    }

    @Test
    void readsWhatAResumedClientStillHas() {
        var state =
                SyncState.newBuilder()
                        .addPublishTracks(
                                TrackPublishedResponse.newBuilder()
                                        .setTrack(TrackInfo.newBuilder().setSid("TR_own")))
                        .addTrackSidsDisabled("TR_paused")
                        .setSubscription(UpdateSubscription.newBuilder().addTrackSids("TR_off"));
        reads(
                request().setSyncState(state),
                new RoomCommand.SyncState(
                        "PA_1", List.of("TR_own"), List.of("TR_paused"), List.of("TR_off"), false));
    }

    @Test
    void emptyNamesAndMetadataStayAsTheyAre() {
        var update =
                UpdateParticipantMetadata.newBuilder()
                        .setRequestId(5)
                        .setName("New")
                        .putAttributes("gone", "");
        reads(
                request().setUpdateMetadata(update),
                new RoomCommand.UpdateParticipant(
                        "PA_1",
                        5,
                        false,
                        Optional.of("New"),
                        Optional.empty(),
                        Map.of("gone", ""),
                        null));
    }

    @Test
    void readsMicrophoneFeatures() {
        reads(
                request()
                        .setUpdateAudioTrack(
                                UpdateLocalAudioTrack.newBuilder()
                                        .setTrackSid("TR_1")
                                        .addFeaturesValue(4)
                                        .addFeaturesValue(1234)),
                new RoomCommand.UpdateAudioTrack("PA_1", "TR_1", List.of(4)));
    }

    @Test
    void candidatesAndUnknownRequestsMeanNothingToARoom() {
        assertThat(
                        MessageReader.read(
                                "PA_1",
                                request()
                                        .setTrickle(
                                                TrickleRequest.newBuilder()
                                                        .setCandidateInit("{not json"))
                                        .build()))
                .isNull();
        assertThat(MessageReader.read("PA_1", SignalRequest.getDefaultInstance())).isNull();
    }

    @Test
    void listsOfLiesAreCut() {
        var update = UpdateSubscription.newBuilder();
        IntStream.range(0, 100_000).forEach(i -> update.addTrackSids("TR_" + i));
        RoomCommand command = MessageReader.read("PA_1", request().setSubscription(update).build());
        assertThat(((RoomCommand.UpdateSubscription) Objects.requireNonNull(command)).trackSids())
                .hasSize(MessageReader.MAX_TRACKS);
    }

    @Test
    void namesTheFaultOfATrackNobodyCanPublish() {
        assertThat(MessageReader.fault(AddTrackRequest.newBuilder().setCid("c").build())).isNull();
        assertThat(
                        MessageReader.fault(
                                AddTrackRequest.newBuilder()
                                        .setCid("c")
                                        .setType(TrackType.DATA)
                                        .build()))
                .isNotNull();
        assertThat(MessageReader.fault(AddTrackRequest.getDefaultInstance())).isNotNull();
        assertThat(
                        MessageReader.fault(
                                AddTrackRequest.newBuilder().setCid("c".repeat(257)).build()))
                .isNotNull();
    }

    @Test
    void anyRequestThatParsesIsRead() throws Exception {
        long seed = 7;
        var random = new Random(seed);
        byte[] sample =
                request()
                        .setAddTrack(
                                AddTrackRequest.newBuilder()
                                        .setCid("cid")
                                        .setName("name")
                                        .setWidth(-1)
                                        .addLayers(layer(VideoQuality.HIGH, -5, 7))
                                        .addSimulcastCodecs(
                                                SimulcastCodec.newBuilder().setCodec("/vp8/")))
                        .build()
                        .toByteArray();
        int parsed = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = sample.clone();
            for (int n = random.nextInt(5); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            SignalRequest request;
            try {
                request = SignalRequest.parseFrom(bytes);
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                continue;
            }
            MessageReader.read("PA_1", request);
            parsed++;
        }
        assertThat(parsed).as("seed %s", seed).isPositive();
    }
}
