package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import livekit.LivekitModels.ClientInfo;
import livekit.LivekitModels.TrackType;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.ConnectionSettings;
import livekit.LivekitRtc.JoinRequest;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.WrappedJoinRequest;
import org.consilium.media.room.RoomCommand;
import org.consilium.server.signal.token.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joins by join_request: /rtc/v1 and what it carries. */
class WrappedJoinTest {
    private static final JoinRequest ADA =
            JoinRequest.newBuilder()
                    .setClientInfo(
                            ClientInfo.newBuilder()
                                    .setSdk(ClientInfo.SDK.REACT_NATIVE)
                                    .setProtocol(17)
                                    .setClientProtocol(2)
                                    .setBrowser("Firefox")
                                    .addCapabilities(ClientInfo.Capability.CAP_PACKET_TRAILER))
                    .setConnectionSettings(ConnectionSettings.newBuilder().setAutoSubscribe(true))
                    .addAddTrackRequests(
                            AddTrackRequest.newBuilder().setCid("mic").setType(TrackType.AUDIO))
                    .setPublisherOffer(
                            SessionDescription.newBuilder().setType("offer").setId(1).setSdp("v=0"))
                    .build();

    private SignalServerFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new SignalServerFixture();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String plain(JoinRequest join) {
        return encode(WrappedJoinRequest.newBuilder().setJoinRequest(join.toByteString()).build());
    }

    private static String zipped(byte[] join) throws IOException {
        return encode(
                WrappedJoinRequest.newBuilder()
                        .setCompression(WrappedJoinRequest.Compression.GZIP)
                        .setJoinRequest(ByteString.copyFrom(gzip(join)))
                        .build());
    }

    private static String encode(WrappedJoinRequest wrapped) {
        return Base64.getUrlEncoder().encodeToString(wrapped.toByteArray());
    }

    private static String query(String joinRequest) {
        return "?access_token="
                + TestTokens.sign(TestTokens.join("ward", "ada"))
                + "&join_request="
                + SignalServerFixture.encode(joinRequest);
    }

    @Test
    void readsPlainAndZippedOnesAlike() throws Exception {
        for (String encoded : List.of(plain(ADA), zipped(ADA.toByteArray()))) {
            JoinParameters parameters = WrappedJoin.parse(encoded, "token", null);
            assertThat(parameters.protocol()).isEqualTo(17);
            assertThat(parameters.clientProtocol()).isEqualTo(2);
            assertThat(parameters.sdk()).isEqualTo("reactnative");
            assertThat(parameters.browser()).isEqualTo("firefox");
            assertThat(parameters.capabilities()).containsExactly(1);
            assertThat(parameters.autoSubscribe()).isTrue();
            assertThat(parameters.singleConnection()).isTrue();
            assertThat(parameters.reconnect()).isFalse();
            assertThat(parameters.firstRequests())
                    .extracting(SignalRequest::getMessageCase)
                    .containsExactly(
                            SignalRequest.MessageCase.ADD_TRACK, SignalRequest.MessageCase.OFFER);
        }
        assertThat(WrappedJoin.parse(plain(JoinRequest.getDefaultInstance()), "", "Chrome/1"))
                .matches(parameters -> !parameters.autoSubscribe(), "absent means no")
                .matches(parameters -> parameters.browser().equals("chrome"));
    }

    @Test
    void refusesWhatCannotBeReadOrIsTooLarge() throws Exception {
        for (String bad :
                List.of(
                        "no base64!",
                        "AAAA",
                        encode(
                                WrappedJoinRequest.newBuilder()
                                        .setCompressionValue(7)
                                        .setJoinRequest(ADA.toByteString())
                                        .build()),
                        encode(
                                WrappedJoinRequest.newBuilder()
                                        .setCompression(WrappedJoinRequest.Compression.GZIP)
                                        .setJoinRequest(ADA.toByteString())
                                        .build()),
                        zipped(new byte[WrappedJoin.MAX_BYTES + 1]))) {
            assertThatThrownBy(() -> WrappedJoin.parse(bad, "", null))
                    .isInstanceOf(JoinRefused.class)
                    .extracting(refused -> ((JoinRefused) refused).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void survivesAnyBytes() {
        long seed = 20261121;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = ADA.toByteArray();
            for (int flips = random.nextInt(8); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            var wrapped =
                    WrappedJoinRequest.newBuilder()
                            .setCompressionValue(random.nextInt(3))
                            .setJoinRequest(ByteString.copyFrom(bytes));
            try {
                WrappedJoin.parse(encode(wrapped.build()), "", null);
            } catch (JoinRefused refused) {
                assertThat(refused.status()).as("seed " + seed).isEqualTo(400);
            }
        }
    }

    @Test
    void aJoinOnOneConnectionBringsItsTracksAndItsOffer() throws Exception {
        String query = query(zipped(ADA.toByteArray()));
        assertThat(server.get("/rtc/v1/validate" + query).body()).isEqualTo("success");
        try (var client = SignalClient.connect(server.ws("/rtc/v1" + query))) {
            assertThat(client.next().hasJoin()).isTrue();
            assertThat(server.rooms.next(RoomCommand.Join.class).request().singleConnection())
                    .isTrue();
            assertThat(server.rooms.next(RoomCommand.AddTrack.class).request().cid())
                    .isEqualTo("mic");
            var offer = server.rooms.next(RoomCommand.PublisherOffer.class);
            assertThat(offer.id()).isEqualTo(1);
            assertThat(offer.sdp()).isEqualTo("v=0");
        }
    }

    @Test
    void aResumeNamesThePresenceInItsJoinRequest() throws Exception {
        try (var client = SignalClient.connect(server.ws("/rtc/v1" + query(plain(ADA))))) {
            String sid = client.next().getJoin().getParticipant().getSid();
            client.drop();
            JoinRequest again =
                    ADA.toBuilder()
                            .clearPublisherOffer()
                            .setReconnect(true)
                            .setParticipantSid(sid)
                            .build();
            try (var back = SignalClient.connect(server.ws("/rtc/v1" + query(plain(again))))) {
                assertThat(back.next().hasReconnect()).isTrue();
                assertThat(server.rooms.next(RoomCommand.Resume.class).sid()).isEqualTo(sid);
            }
        }
    }

    @Test
    void theParameterIsMandatoryOnItsPathAndMetadataNeedsTheRight() throws Exception {
        String bare = "?" + SignalServerFixture.query(TestTokens.join("ward", "ada"));
        assertThat(server.get("/rtc/v1/validate" + bare).statusCode()).isEqualTo(400);
        assertThat(SignalClient.refusal(server.ws("/rtc/v1" + bare))).isEqualTo(400);
        String told = query(plain(ADA.toBuilder().setMetadata("of my own").build()));
        assertThat(server.get("/rtc/v1/validate" + told).statusCode()).isEqualTo(401);
        assertThat(server.get("/rtc/v1/validate" + query("%%%")).statusCode()).isEqualTo(400);
    }
}
