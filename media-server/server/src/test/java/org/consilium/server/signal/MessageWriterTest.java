package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitRtc.SignalResponse;
import org.consilium.media.room.ConnectionQuality;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.RoomSnapshot;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
    private final MessageWriter writer =
            new MessageWriter(new ServerIdentity("ND_1", "", new Random(1)), IceServers.NONE);

    private void writes(ParticipantEvent event, String... json) throws Exception {
        var expected = new ArrayList<SignalResponse>();
        for (String text : json) {
            var message = SignalResponse.newBuilder();
            JsonFormat.parser().merge(text.replace('\'', '"'), message);
            expected.add(message.build());
        }
        assertThat(writer.write(event, 17)).isEqualTo(expected);
    }

    @Test
    void writesDescriptionsWithTheirIds() throws Exception {
        writes(
                new ParticipantEvent.SubscriberOffer(3, "v=0"),
                "{'offer':{'type':'offer','id':3,'sdp':'v=0'}}");
        writes(
                new ParticipantEvent.PublisherAnswer(4, "v=0", Map.of()),
                "{'answer':{'type':'answer','id':4,'sdp':'v=0'}}");
        writes(
                new ParticipantEvent.PublisherAnswer(4, "v=0", Map.of("3", "TR_1")),
                "{'answer':{'type':'answer','id':4,'sdp':'v=0','midToTrackId':{'3':'TR_1'}}}");
        writes(
                new ParticipantEvent.MediaSectionsRequired(1, 2),
                "{'mediaSectionsRequirement':{'numAudios':1,'numVideos':2}}");
    }

    @Test
    void writesAPublishedTrackInFull() throws Exception {
        String layers =
                "[{'quality':'LOW','width':320,'height':180,'bitrate':150000,'ssrc':11,'rid':'q'},"
                        + "{'quality':'MEDIUM','width':640,'height':360,'bitrate':500000,'ssrc':12,"
                        + "'rid':'h','spatialLayer':1},"
                        + "{'quality':'HIGH','width':1280,'height':720,'bitrate':1700000,'ssrc':13,"
                        + "'rid':'f','spatialLayer':2}]";
        writes(
                new ParticipantEvent.TrackAccepted("cid", Snapshots.camera("TR_1", true)),
                "{'trackPublished':{'cid':'cid','track':{'sid':'TR_1','type':'VIDEO',"
                        + "'name':'camera','muted':true,'width':1280,'height':720,'simulcast':true,"
                        + "'source':'CAMERA','mimeType':'video/VP8','mid':'1','stream':'camera',"
                        + "'layers':"
                        + layers
                        + ",'codecs':[{'mimeType':'video/VP8','mid':'1','cid':'client-track',"
                        + "'videoLayerMode':'ONE_SPATIAL_LAYER_PER_STREAM','layers':"
                        + layers
                        + "}]}}}");
    }

    @Test
    void writesWhatHappensToTracks() throws Exception {
        writes(new ParticipantEvent.TrackEnded("TR_1"), "{'trackUnpublished':{'trackSid':'TR_1'}}");
        writes(
                new ParticipantEvent.TrackMuted("TR_1", true),
                "{'mute':{'sid':'TR_1','muted':true}}");
        writes(
                new ParticipantEvent.TrackSubscribed("TR_1"),
                "{'trackSubscribed':{'trackSid':'TR_1'}}");
        writes(
                new ParticipantEvent.SubscriptionFailed(
                        "TR_1", ParticipantEvent.SubscriptionFailure.CODEC_UNSUPPORTED),
                "{'subscriptionResponse':{'trackSid':'TR_1','err':'SE_CODEC_UNSUPPORTED'}}");
        writes(
                new ParticipantEvent.SubscriptionFailed(
                        "TR_1", ParticipantEvent.SubscriptionFailure.TRACK_NOT_FOUND),
                "{'subscriptionResponse':{'trackSid':'TR_1','err':'SE_TRACK_NOTFOUND'}}");
        writes(
                new ParticipantEvent.SubscriptionPermissionChanged("PA_2", "TR_1", true),
                "{'subscriptionPermissionUpdate':"
                        + "{'participantSid':'PA_2','trackSid':'TR_1','allowed':true}}");
    }

    @Test
    void writesSpeakersQualityAndStreamStates() throws Exception {
        writes(
                new ParticipantEvent.SpeakersChanged(
                        List.of(
                                new ParticipantEvent.Speaker("PA_1", 0.5f, true),
                                new ParticipantEvent.Speaker("PA_2", 0, false))),
                "{'speakersChanged':{'speakers':"
                        + "[{'sid':'PA_1','level':0.5,'active':true},{'sid':'PA_2'}]}}");
        writes(
                new ParticipantEvent.QualityChanged(
                        List.of(
                                new ParticipantEvent.Quality(
                                        "PA_1", ConnectionQuality.EXCELLENT, 4.5f),
                                new ParticipantEvent.Quality("PA_2", ConnectionQuality.LOST, 1),
                                new ParticipantEvent.Quality("PA_3", ConnectionQuality.POOR, 2),
                                new ParticipantEvent.Quality("PA_4", ConnectionQuality.GOOD, 3))),
                "{'connectionQuality':{'updates':["
                        + "{'participantSid':'PA_1','quality':'EXCELLENT','score':4.5},"
                        + "{'participantSid':'PA_2','quality':'LOST','score':1},"
                        + "{'participantSid':'PA_3','quality':'POOR','score':2},"
                        + "{'participantSid':'PA_4','quality':'GOOD','score':3}]}}");
        writes(
                new ParticipantEvent.StreamStatesChanged(
                        List.of(
                                new ParticipantEvent.StreamState("PA_2", "TR_1", true),
                                new ParticipantEvent.StreamState("PA_2", "TR_2", false))),
                "{'streamStateUpdate':{'streamStates':["
                        + "{'participantSid':'PA_2','trackSid':'TR_1','state':'PAUSED'},"
                        + "{'participantSid':'PA_2','trackSid':'TR_2','state':'ACTIVE'}]}}");
    }

    @Test
    void writesWatchedLayersForOldAndNewClients() throws Exception {
        String qualities =
                "[{'quality':'LOW','enabled':true},{'quality':'MEDIUM','enabled':true},"
                        + "{'quality':'HIGH'}]";
        writes(
                new ParticipantEvent.WatchedLayersChanged(
                        "TR_1",
                        List.of(new ParticipantEvent.WatchedCodec("vp8", true, true, false))),
                "{'subscribedQualityUpdate':{'trackSid':'TR_1','subscribedQualities':"
                        + qualities
                        + ",'subscribedCodecs':[{'codec':'vp8','qualities':"
                        + qualities
                        + "}]}}");
    }

    @Test
    void writesTheEndWithWhatToDoThen() throws Exception {
        writes(
                new ParticipantEvent.Ended(EndReason.PARTICIPANT_REMOVED, EndAction.DISCONNECT),
                "{'leave':{'reason':'PARTICIPANT_REMOVED','action':'DISCONNECT'}}");
        writes(
                new ParticipantEvent.Ended(EndReason.CONNECTION_TIMEOUT, EndAction.RESUME),
                "{'leave':{'reason':'CONNECTION_TIMEOUT','action':'RESUME','canReconnect':true}}");
        writes(
                new ParticipantEvent.Ended(EndReason.SERVER_SHUTDOWN, EndAction.RECONNECT),
                "{'leave':{'reason':'SERVER_SHUTDOWN','action':'RECONNECT','canReconnect':true}}");
    }

    @Test
    void answersThatAllWentWellGoToNewClientsOnly() {
        var ok =
                new ParticipantEvent.RequestAnswered(
                        5,
                        new ParticipantEvent.Request.UpdateMetadata(),
                        ParticipantEvent.Answer.OK,
                        "");
        assertThat(writer.write(ok, 14)).isEmpty();
        assertThat(writer.write(ok, 15)).hasSize(1);
        assertThat(writer.write(ok, 15).getFirst().getRequestResponse().getRequestId())
                .isEqualTo(5);
        var missing =
                new ParticipantEvent.RequestAnswered(
                        0,
                        new ParticipantEvent.Request.Mute("TR_9", true),
                        ParticipantEvent.Answer.NOT_FOUND,
                        "no such track");
        assertThat(writer.write(missing, 9).getFirst().getRequestResponse().getMute().getSid())
                .isEqualTo("TR_9");
    }

    @Test
    void participantsAreToldWithEverythingOthersNeed() throws Exception {
        ParticipantInfo info =
                SnapshotMessages.participant(
                        Snapshots.participant(
                                "PA_1",
                                "ada",
                                ParticipantState.DISCONNECTED,
                                3,
                                List.of(Snapshots.camera("TR_1", false)),
                                Snapshots.ALL));
        assertThat(info.getVersion()).isEqualTo(3);
        assertThat(info.getClientProtocol()).isEqualTo(2);
        assertThat(info.getJoinedAt()).isEqualTo(1_700_000_001L);
        assertThat(info.getJoinedAtMs()).isEqualTo(1_700_000_001_456L);
        assertThat(info.getIsPublisher()).isTrue();
        assertThat(info.getDisconnectReason().name()).isEqualTo("CLIENT_INITIATED");
        assertThat(info.getAttributesMap()).containsEntry("key", "value");
        // Field 21, packed: capabilities 1 and 2, which the message classes do not know.
        var unknown = info.getUnknownFields().getField(21);
        assertThat(unknown.getLengthDelimitedList().getFirst().toByteArray()).containsExactly(1, 2);
        assertThat(ParticipantInfo.parseFrom(info.toByteArray())).isEqualTo(info);
    }

    @Test
    void largeUpdatesAreCut() {
        var many = new ArrayList<ParticipantSnapshot>();
        for (int i = 0; i < 1_000; i++) {
            many.add(
                    Snapshots.participant(
                            "PA_" + i,
                            "p" + i,
                            ParticipantState.ACTIVE,
                            1,
                            List.of(Snapshots.camera("TR_" + i, false)),
                            Snapshots.ALL));
        }
        List<SignalResponse> messages = MessageWriter.updates(many);
        assertThat(messages).hasSizeGreaterThan(2);
        assertThat(messages)
                .allMatch(
                        message ->
                                message.getSerializedSize()
                                        < MessageWriter.MAX_UPDATE_BYTES + 2048);
        assertThat(messages.stream().mapToInt(m -> m.getUpdate().getParticipantsCount()).sum())
                .isEqualTo(1_000);
        assertThat(MessageWriter.updates(List.of())).isEmpty();
    }

    @Test
    void waitingChangesMergeToTheLatestOfEach() {
        ParticipantSnapshot old = Snapshots.participant("PA_1", "ada");
        ParticipantSnapshot gone =
                Snapshots.participant(
                        "PA_1", "ada", ParticipantState.DISCONNECTED, 2, List.of(), Snapshots.ALL);
        ParticipantSnapshot other = Snapshots.participant("PA_2", "bob");
        ParticipantSnapshot back = Snapshots.participant("PA_3", "ada");
        assertThat(
                        MessageWriter.merge(
                                        List.of(changed(old, other), changed(gone), changed(back)))
                                .participants())
                .containsExactly(other, gone, back);
    }

    private static ParticipantEvent.ParticipantsChanged changed(ParticipantSnapshot... who) {
        return new ParticipantEvent.ParticipantsChanged(List.of(who));
    }

    @Test
    void theTrailerIsOnePerRoomAndServer() {
        var here = new ServerIdentity("ND_1", "", new Random(1));
        var there = new ServerIdentity("ND_2", "", new Random(2));
        assertThat(here.sifTrailer("RM_1")).isEqualTo(here.sifTrailer("RM_1"));
        assertThat(here.sifTrailer("RM_1")).isNotEqualTo(here.sifTrailer("RM_2"));
        assertThat(here.sifTrailer("RM_1")).isNotEqualTo(there.sifTrailer("RM_1"));
    }

    @Test
    void writesTheRoom() throws Exception {
        writes(
                new ParticipantEvent.RoomChanged(
                        new RoomSnapshot(
                                "RM_1",
                                "ward",
                                new RoomSettings(300, 20, 4, 30),
                                "m",
                                1_700_000_000_123L,
                                3,
                                2,
                                true)),
                "{'roomUpdate':{'room':{'sid':'RM_1','name':'ward','emptyTimeout':300,"
                        + "'departureTimeout':20,'maxParticipants':4,'creationTime':'1700000000',"
                        + "'creationTimeMs':'1700000000123','metadata':'m','numParticipants':3,"
                        + "'numPublishers':2,'activeRecording':true}}}");
    }
}
