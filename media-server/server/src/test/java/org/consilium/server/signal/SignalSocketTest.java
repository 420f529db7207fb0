package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import livekit.LivekitModels.DisconnectReason;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.JoinResponse;
import livekit.LivekitRtc.LeaveRequest;
import livekit.LivekitRtc.MuteTrackRequest;
import livekit.LivekitRtc.Ping;
import livekit.LivekitRtc.PublishDataTrackRequest;
import livekit.LivekitRtc.RequestResponse;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import livekit.LivekitRtc.UpdateParticipantMetadata;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomCommand;
import org.consilium.server.signal.token.TestTokens;
import org.consilium.server.signal.token.TokenVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignalSocketTest {
    private SignalServerFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new SignalServerFixture();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static SignalRequest.Builder request() {
        return SignalRequest.newBuilder();
    }

    @Test
    void theJoinAnswerIsTheFirstFrameAndComplete() throws Exception {
        // Whatever the room tells while the upgrade is under way comes after it.
        server.rooms.afterJoin = List.of(new ParticipantEvent.SubscriberOffer(1, "v=0"));
        try (SignalClient client = server.connect("ada")) {
            JoinResponse join = client.next().getJoin();
            assertThat(join.getRoom().getSid()).isEqualTo("RM_ward");
            assertThat(join.getParticipant().getSid()).isEqualTo("PA_1");
            assertThat(join.getParticipant().getIdentity()).isEqualTo("ada");
            assertThat(join.getParticipant().getState()).isEqualTo(ParticipantInfo.State.JOINING);
            assertThat(join.getParticipant().getPermission().getCanPublish()).isTrue();
            assertThat(join.getOtherParticipantsList())
                    .extracting(ParticipantInfo::getIdentity)
                    .containsExactly("other");
            assertThat(join.getServerInfo().getVersion()).isEqualTo("1.13.5");
            assertThat(join.getServerInfo().getProtocol()).isEqualTo(17);
            assertThat(join.getServerInfo().getNodeId()).isEqualTo("ND_test");
            assertThat(join.getServerVersion()).isNotEmpty();
            assertThat(join.getPingInterval()).isEqualTo(5);
            assertThat(join.getPingTimeout()).isEqualTo(15);
            assertThat(join.getSubscriberPrimary()).isTrue();
            assertThat(join.getFastPublish()).isFalse();
            assertThat(join.getEnabledPublishCodecsList()).isEmpty();
            assertThat(join.hasClientConfiguration()).isFalse();
            assertThat(join.getSifTrailer().size()).isEqualTo(16);
            assertThat(join.getIceServers(0).getUrls(0)).isEqualTo("turn:x:3478");
            assertThat(join.getIceServers(0).getUsername()).isEqualTo("PA_1");

            String token = client.next().getRefreshToken();
            assertThat(new TokenVerifier(TestTokens.keys(), server.clock).verify(token).identity())
                    .isEqualTo("ada");
            assertThat(client.next().getOffer().getSdp()).isEqualTo("v=0");
        }
    }

    @Test
    void theQueryBecomesTheJoinRequest() throws Exception {
        String more =
                "&adaptive_stream=true&capabilities=CAP_PACKET_TRAILER,CAP_NEW&browser=Chrome";
        var claims = TestTokens.join("ward", "ada");
        try (var client = SignalClient.connect(server.join(claims, more))) {
            RoomCommand.Join join = server.rooms.next(RoomCommand.Join.class);
            assertThat(join.request().protocol()).isEqualTo(17);
            assertThat(join.request().clientProtocol()).isEqualTo(2);
            assertThat(join.request().capabilities()).containsExactly(1);
            assertThat(join.request().sdk()).isEqualTo("js");
            assertThat(join.request().browser()).isEqualTo("chrome");
            assertThat(join.request().autoSubscribe()).isTrue();
            assertThat(join.request().adaptiveStream()).isTrue();
            assertThat(client.next().hasJoin()).isTrue();
        }
    }

    @Test
    void bothPingsAreAnsweredInMilliseconds() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            long before = System.currentTimeMillis();
            client.send(request().setPing(before));
            client.send(request().setPingReq(Ping.newBuilder().setTimestamp(77).setRtt(5)));
            long pong = client.next(message -> message.hasPong()).getPong();
            assertThat(pong).isBetween(before, System.currentTimeMillis());
            var response = client.next(SignalResponse::hasPongResp).getPongResp();
            assertThat(response.getLastPingTimestamp()).isEqualTo(77);
            assertThat(response.getTimestamp()).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void requestsReachTheRoomInOrder() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.send(
                    request()
                            .setOffer(
                                    SessionDescription.newBuilder()
                                            .setType("offer")
                                            .setId(3)
                                            .setSdp("v=0")));
            client.send(request().setMute(MuteTrackRequest.newBuilder().setSid("TR_1")));
            assertThat(server.rooms.next(RoomCommand.PublisherOffer.class))
                    .isEqualTo(new RoomCommand.PublisherOffer("PA_1", 3, "v=0"));
            assertThat(server.rooms.next(RoomCommand.MuteTrack.class))
                    .isEqualTo(new RoomCommand.MuteTrack("PA_1", "TR_1", false, false));
        }
    }

    @Test
    void aGoodByeEndsThePresenceAndTheSocket() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            client.send(request().setLeave(LeaveRequest.getDefaultInstance()));
            assertThat(client.closeCode()).isEqualTo(1000);
            assertThat(server.rooms.next(RoomCommand.Leave.class))
                    .isEqualTo(new RoomCommand.Leave("PA_1", EndReason.CLIENT_INITIATED));
        }
    }

    @Test
    void theEndIsToldBeforeTheSocketCloses() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasJoin);
            server.rooms.tell(
                    "PA_1",
                    new ParticipantEvent.Ended(EndReason.DUPLICATE_IDENTITY, EndAction.DISCONNECT));
            LeaveRequest leave = client.next(SignalResponse::hasLeave).getLeave();
            assertThat(leave.getReason()).isEqualTo(DisconnectReason.DUPLICATE_IDENTITY);
            assertThat(leave.getAction()).isEqualTo(LeaveRequest.Action.DISCONNECT);
            assertThat(leave.getCanReconnect()).isFalse();
            assertThat(client.closeCode()).isEqualTo(1000);
        }
        assertThat(server.rooms.submitted())
                .noneMatch(command -> command instanceof RoomCommand.SignalLost);
    }

    @Test
    void aLostSocketIsToldToTheRoom() throws Exception {
        SignalClient client = server.connect("ada");
        client.next(SignalResponse::hasJoin);
        client.drop();
        assertThat(server.rooms.next(RoomCommand.SignalLost.class).sid()).isEqualTo("PA_1");
    }

    @Test
    void aResumeTellsFirstItselfThenWhoLeftThenEverybody() throws Exception {
        SignalClient lost = server.connect("ada");
        lost.next(SignalResponse::hasJoin);
        lost.drop();
        server.rooms.next(RoomCommand.SignalLost.class);

        String resume =
                server.join(
                        TestTokens.join("ward", "ada"), "&reconnect=1&sid=PA_1&reconnect_reason=1");
        try (SignalClient client = SignalClient.connect(resume)) {
            var reconnect = client.next().getReconnect();
            assertThat(reconnect.getLastMessageSeq()).isEqualTo(41);
            assertThat(reconnect.getServerInfo().getVersion()).isNotEmpty();
            assertThat(reconnect.getIceServersCount()).isEqualTo(1);
            var departed = client.next().getUpdate();
            assertThat(departed.getParticipantsList())
                    .extracting(ParticipantInfo::getSid)
                    .containsExactly("PA_gone");
            assertThat(departed.getParticipants(0).getState())
                    .isEqualTo(ParticipantInfo.State.DISCONNECTED);
            assertThat(client.next().getUpdate().getParticipantsList())
                    .extracting(ParticipantInfo::getSid)
                    .containsExactly("PA_1", "PA_other");
            assertThat(client.next().getRoomUpdate().getRoom().getSid()).isEqualTo("RM_ward");
            assertThat(client.next().getRefreshToken()).isNotEmpty();
        }
    }

    @Test
    void aResumeTakesOverFromTheSocketBeforeWithoutALeave() throws Exception {
        try (SignalClient old = server.connect("ada")) {
            old.next(SignalResponse::hasRefreshToken);
            String resume = server.join(TestTokens.join("ward", "ada"), "&reconnect=1&sid=PA_1");
            try (SignalClient client = SignalClient.connect(resume)) {
                assertThat(client.next().hasReconnect()).isTrue();
                assertThat(old.closeCode()).isEqualTo(1000);
                server.rooms.tell(
                        "PA_1", new ParticipantEvent.RoomChanged(Snapshots.room("ward", 7)));
                client.next(
                        message ->
                                message.hasRoomUpdate()
                                        && message.getRoomUpdate().getRoom().getNumParticipants()
                                                == 7);
            }
        }
    }

    @Test
    void aResumeOfNothingAsksForANewJoin() throws Exception {
        String resume = server.join(TestTokens.join("ward", "ada"), "&reconnect=1&sid=PA_unknown");
        try (SignalClient client = SignalClient.connect(resume)) {
            LeaveRequest leave = client.next().getLeave();
            assertThat(leave.getReason()).isEqualTo(DisconnectReason.STATE_MISMATCH);
            assertThat(leave.getAction()).isEqualTo(LeaveRequest.Action.RECONNECT);
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    /** Firefox loses the opening of a socket whose TCP stream ends right after it. */
    @Test
    void aSocketThatIsToldToLeaveAsSoonAsItIsOpenIsTheClientsToClose() throws Exception {
        String resume = server.join(TestTokens.join("ward", "ada"), "&reconnect=1&sid=PA_unknown");
        URI uri = URI.create(resume);
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            String request =
                    "GET "
                            + uri.getRawPath()
                            + "?"
                            + uri.getRawQuery()
                            + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            var in = new DataInputStream(socket.getInputStream());
            String head = "";
            while (!head.endsWith("\r\n\r\n")) {
                head += (char) in.readUnsignedByte();
            }
            assertThat(in.readUnsignedByte()).as("a whole binary message").isEqualTo(0x82);
            var leave = new byte[in.readUnsignedByte()];
            in.readFully(leave);
            assertThat(SignalResponse.parseFrom(leave).hasLeave()).isTrue();

            socket.setSoTimeout(500);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .as("neither a close frame nor the end of the stream")
                    .isThrownBy(in::readUnsignedByte);

            socket.setSoTimeout(10_000);
            // A close frame of code 1000, masked by zeros.
            byte[] close = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe8};
            socket.getOutputStream().write(close);
            assertThat(in.readAllBytes()).startsWith(0x88, 2, 3, 0xe8);
        }
    }

    @Test
    void changedClaimsBringANewToken() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            var listener =
                    new Permissions(
                            true,
                            false,
                            false,
                            java.util.Set.of(),
                            false,
                            false,
                            false,
                            false,
                            false);
            server.rooms.tell(
                    "PA_1",
                    new ParticipantEvent.ParticipantsChanged(
                            List.of(
                                    Snapshots.participant(
                                            "PA_1",
                                            "ada",
                                            ParticipantState.ACTIVE,
                                            2,
                                            List.of(),
                                            listener))));
            String token = client.next(SignalResponse::hasRefreshToken).getRefreshToken();
            var verifier = new TokenVerifier(TestTokens.keys(), server.clock);
            var video = Objects.requireNonNull(verifier.verify(token).video());
            assertThat(video.canPublish()).isFalse();
            assertThat(video.room()).isEqualTo("ward");
        }
    }

    @Test
    void requestsThatMakeNoSenseAreRefusedInWords() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.send(
                    request()
                            .setPublishDataTrackRequest(
                                    PublishDataTrackRequest.newBuilder().setPubHandle(4)));
            RequestResponse refusal =
                    client.next(SignalResponse::hasRequestResponse).getRequestResponse();
            assertThat(refusal.getReason()).isEqualTo(RequestResponse.Reason.NOT_ALLOWED);
            assertThat(refusal.getPublishDataTrack().getPubHandle()).isEqualTo(4);

            client.send(request().setAddTrack(AddTrackRequest.newBuilder().setTypeValue(2)));
            assertThat(
                            client.next(SignalResponse::hasRequestResponse)
                                    .getRequestResponse()
                                    .getReason())
                    .isEqualTo(RequestResponse.Reason.UNSUPPORTED_TYPE);

            client.send(
                    request()
                            .setUpdateMetadata(
                                    UpdateParticipantMetadata.newBuilder()
                                            .setRequestId(9)
                                            .setName("x".repeat(300))));
            refusal = client.next(SignalResponse::hasRequestResponse).getRequestResponse();
            assertThat(refusal.getReason()).isEqualTo(RequestResponse.Reason.LIMIT_EXCEEDED);
            assertThat(refusal.getRequestId()).isEqualTo(9);
        }
    }

    @Test
    void garbageEndsThePresencePolitely() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            client.send(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
            assertThat(client.next().hasLeave()).isTrue();
            assertThat(client.closeCode()).isEqualTo(1007);
            assertThat(server.rooms.next(RoomCommand.Leave.class).reason())
                    .isEqualTo(EndReason.STATE_MISMATCH);
        }
        assertThat(server.signal.statistics().violations()).isEqualTo(1);
    }

    @Test
    void textIsRefused() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            client.sendText("{\"ping\":\"1\"}");
            assertThat(client.next().hasLeave()).isTrue();
            assertThat(client.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void anOversizedMessageClosesTheSocket() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            client.send(new byte[SignalHandler.MAX_MESSAGE_BYTES + 1]);
            assertThat(client.closeCode()).isEqualTo(1009);
            assertThat(server.rooms.next(RoomCommand.SignalLost.class).sid()).isEqualTo("PA_1");
        }
    }

    @Test
    void aFloodIsCutOff() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            byte[] mute =
                    request()
                            .setMute(MuteTrackRequest.newBuilder().setSid("TR_1"))
                            .build()
                            .toByteArray();
            try {
                for (int i = 0; i < 3_000; i++) {
                    client.send(mute);
                }
            } catch (java.util.concurrent.CompletionException closedMeanwhile) {
                assertThat(closedMeanwhile).hasCauseInstanceOf(java.io.IOException.class);
            }
            assertThat(client.closeCode()).isIn(1008, 1006);
            assertThat(server.rooms.next(RoomCommand.Leave.class).sid()).isEqualTo("PA_1");
        }
    }

    @Test
    void anyBytesAreSurvived() throws Exception {
        long seed = 42;
        var random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            try (SignalClient client = server.connect("ada" + i)) {
                for (int n = 0; n < 10; n++) {
                    var bytes = new byte[random.nextInt(200)];
                    random.nextBytes(bytes);
                    client.send(bytes);
                }
            } catch (java.util.concurrent.CompletionException closedMeanwhile) {
                assertThat(closedMeanwhile).as("seed %s", seed).isNotNull();
            }
        }
        try (SignalClient client = server.connect("still here")) {
            assertThat(client.next().hasJoin()).isTrue();
        }
    }

    @Test
    void aFullQueueOfTheRoomAsksForANewJoin() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            server.rooms.full = true;
            client.send(request().setMute(MuteTrackRequest.newBuilder().setSid("TR_1")));
            assertThat(client.next(SignalResponse::hasLeave).getLeave().getAction())
                    .isEqualTo(LeaveRequest.Action.RECONNECT);
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    /** Speaks just enough WebSocket to join, and then never reads. */
    @Test
    void aClientThatNeverReadsIsCutAndDoesNotHoldTheLoop() throws Exception {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            OutputStream out = socket.getOutputStream();
            String query = SignalServerFixture.query(TestTokens.join("ward", "ada"));
            out.write(
                    ("GET /rtc?"
                                    + query
                                    + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            server.rooms.next(RoomCommand.Join.class);
            while (server.signal.statistics().connections() == 0) {
                Thread.onSpinWait();
            }

            long started = System.nanoTime();
            String sdp = "x".repeat(100_000);
            for (int i = 0; i < 200; i++) {
                server.rooms.tell("PA_1", new ParticipantEvent.SubscriberOffer(i, sdp));
            }
            server.rooms.settle();
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .as("the loop only puts into the outbox")
                    .isLessThan(Duration.ofSeconds(2));

            assertThat(server.rooms.next(RoomCommand.SignalLost.class).sid()).isEqualTo("PA_1");
            assertThat(server.signal.statistics().slowReaders()).isEqualTo(1);
        }
    }

    @Test
    void twoHundredJoinAtOnce() throws Exception {
        var clients = new ArrayList<java.util.concurrent.Future<String>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String identity = "p" + i;
                clients.add(
                        executor.submit(
                                () -> {
                                    try (SignalClient client = server.connect(identity)) {
                                        return client.next().getJoin().getParticipant().getSid();
                                    }
                                }));
            }
        }
        var sids = new HashSet<String>();
        for (var client : clients) {
            sids.add(client.get());
        }
        assertThat(sids).hasSize(200);
        assertThat(server.signal.statistics().joined()).isEqualTo(200);
    }

    @Test
    void whoeverIsInIsToldWhenTheServerStops() throws Exception {
        try (SignalClient client = server.connect("ada")) {
            client.next(SignalResponse::hasRefreshToken);
            server.signal.drain(Duration.ofSeconds(5));
            LeaveRequest leave = client.next(SignalResponse::hasLeave).getLeave();
            assertThat(leave.getReason()).isEqualTo(DisconnectReason.SERVER_SHUTDOWN);
            assertThat(leave.getAction()).isEqualTo(LeaveRequest.Action.RECONNECT);
            assertThat(client.closeCode()).isEqualTo(1000);
        }
        assertThat(SignalClient.refusal(server.join(TestTokens.join("ward", "ada"), "")))
                .isEqualTo(503);
        assertThat(server.signal.statistics().connections()).isZero();
    }

    @Test
    void simulatedFailuresLookLikeRealOnes() throws Exception {
        var scenarios =
                Map.of(
                        "node failure",
                        livekit.LivekitRtc.SimulateScenario.newBuilder().setNodeFailure(true),
                        "full reconnect",
                        livekit.LivekitRtc.SimulateScenario.newBuilder()
                                .setLeaveRequestFullReconnect(true));
        var leaves = new HashMap<String, Boolean>();
        for (var scenario : scenarios.entrySet()) {
            try (SignalClient client = server.connect(scenario.getKey())) {
                client.next(SignalResponse::hasRefreshToken);
                client.send(request().setSimulate(scenario.getValue()));
                assertThat(client.closeCode()).isEqualTo(1000);
                leaves.put(scenario.getKey(), client.pending().anyMatch(SignalResponse::hasLeave));
            }
        }
        assertThat(leaves).isEqualTo(Map.of("node failure", false, "full reconnect", true));
    }
}
