package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.server.signal.token.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignalHttpTest {
    private SignalServerFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new SignalServerFixture();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Map<String, Object> claims(Map<String, Object> video) {
        return TestTokens.claims("ada", video);
    }

    private static String validate(Map<String, Object> claims) {
        return "/rtc/validate?" + SignalServerFixture.query(claims);
    }

    /** Both paths give the same status, and validate gives this text. */
    private void refuses(Map<String, Object> claims, String more, int status, String text)
            throws Exception {
        HttpResponse<String> response = server.get(validate(claims) + more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(text);
        assertThat(SignalClient.refusal(server.join(claims, more))).isEqualTo(status);
        assertThat(server.rooms.submitted()).isEmpty();
    }

    @Test
    void validateSaysSuccessToWhoeverMayJoin() throws Exception {
        HttpResponse<String> response =
                server.get(
                        validate(TestTokens.join("ward", "ada")), "Origin", "https://clinic.test");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("success");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("https://clinic.test");
        assertThat(server.rooms.submitted()).isEmpty();
    }

    @Test
    void theTokenMayStandInTheHeaderWhichGoesFirst() throws Exception {
        String good = TestTokens.sign(TestTokens.join("ward", "ada"));
        assertThat(
                        server.get("/rtc/validate?protocol=17", "Authorization", "Bearer " + good)
                                .statusCode())
                .isEqualTo(200);
        assertThat(
                        server.get(
                                        validate(TestTokens.join("ward", "ada")),
                                        "Authorization",
                                        "Bearer wrong")
                                .statusCode())
                .isEqualTo(401);
        assertThat(
                        server.get("/rtc/validate?protocol=17", "Authorization", "Basic " + good)
                                .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesWhoeverHasNoGoodToken() throws Exception {
        assertThat(server.get("/rtc/validate?protocol=17").statusCode()).isEqualTo(401);
        var expired = new HashMap<>(TestTokens.join("ward", "ada"));
        expired.put("exp", Instant.now().getEpochSecond() - 100);
        refuses(expired, "", 401, "expired");
        var foreign = new HashMap<>(TestTokens.join("ward", "ada"));
        foreign.put("iss", "foreign");
        refuses(foreign, "", 401, "API key");
        var grantless = new HashMap<>(TestTokens.join("ward", "ada"));
        grantless.remove("video");
        refuses(grantless, "", 401, "does not allow");
        refuses(claims(Map.of("room", "ward")), "", 401, "does not allow");
        refuses(
                claims(Map.of("roomJoin", true, "room", "ward")),
                "&publish=screen",
                400,
                "publish");
    }

    @Test
    void refusesTokensThatNameNoRoomOrNobody() throws Exception {
        refuses(claims(Map.of("roomJoin", true)), "", 400, "room");
        refuses(claims(Map.of("roomJoin", true, "room", "r".repeat(257))), "", 400, "room");
        refuses(TestTokens.join("ward", ""), "", 400, "identity");
        refuses(TestTokens.join("ward", "i".repeat(257)), "", 400, "identity");
    }

    @Test
    void refusesClientsOfAnOldProtocol() throws Exception {
        String token = TestTokens.sign(TestTokens.join("ward", "ada"));
        for (String protocol : List.of("8", "", "x", "-1", "99999999999999")) {
            HttpResponse<String> response =
                    server.get("/rtc/validate?access_token=" + token + "&protocol=" + protocol);
            assertThat(response.statusCode()).as(protocol).isEqualTo(400);
        }
    }

    @Test
    void attributesNeedTheRightAndAForm() throws Exception {
        String attributes =
                Base64.getUrlEncoder()
                        .encodeToString("{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8));
        refuses(TestTokens.join("ward", "ada"), "&attributes=" + attributes, 401, "attributes");
        var may = claims(Map.of("roomJoin", true, "room", "ward", "canUpdateOwnMetadata", true));
        assertThat(server.get(validate(may) + "&attributes=" + attributes).statusCode())
                .isEqualTo(200);
        assertThat(server.get(validate(may) + "&attributes=!!!").statusCode()).isEqualTo(400);
        try (var client = SignalClient.connect(server.join(may, "&attributes=" + attributes))) {
            assertThat(server.rooms.next(RoomCommand.Join.class).request().attributes())
                    .isEqualTo(Map.of("a", "b"));
            assertThat(client.next().hasJoin()).isTrue();
        }
    }

    @Test
    void aRoomThatIsNotOpenIsNamedInTheWordsClientsLookFor() throws Exception {
        server.close();
        server = new SignalServerFixture(false);
        refuses(TestTokens.join("ward", "ada"), "", 404, "requested room does not exist");
        var creator = claims(Map.of("roomJoin", true, "room", "ward", "roomCreate", true));
        assertThat(server.get(validate(creator)).statusCode()).isEqualTo(200);
        server.directory.onEvent(new RoomEvent.Started(Snapshots.room("ward", 0)));
        assertThat(server.get(validate(TestTokens.join("ward", "ada"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPlainGetOfTheSignallingPathFindsNothing() throws Exception {
        String query = "?" + SignalServerFixture.query(TestTokens.join("ward", "ada"));
        assertThat(server.get("/rtc" + query).statusCode()).isEqualTo(404);
    }

    @Test
    void leadingSlashesCollapse() throws Exception {
        String path = validate(TestTokens.join("ward", "ada"));
        assertThat(server.get("/" + path).statusCode()).isEqualTo(200);
        String query = SignalServerFixture.query(TestTokens.join("ward", "ada"));
        try (var client = SignalClient.connect(server.ws("//rtc?" + query))) {
            assertThat(client.next().hasJoin()).isTrue();
        }
    }

    @Test
    void everyAnswerMayBeReadByPagesOfOtherOrigins() throws Exception {
        for (String path :
                List.of("/", "/rtc", "/rtc/validate", "/rtc/v1/validate", "/nothing", "/twirp/x")) {
            HttpResponse<String> response = server.get(path, "Origin", "https://clinic.test");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(path)
                    .hasValue("https://clinic.test");
        }
        assertThat(server.get("/rtc/validate").headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("*");
    }

    @Test
    void preflightAllowsWhateverIsAskedFor() throws Exception {
        HttpResponse<String> response =
                server.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                server.http(
                                                        "/twirp/livekit.RoomService/ListRooms")))
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
                        "Origin",
                        "https://clinic.test",
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization,x-anything");
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("authorization,x-anything");
        assertThat(response.headers().firstValue("Access-Control-Max-Age")).hasValue("86400");
    }

    @Test
    void theRootTellsWhetherTheServerIsReady() throws Exception {
        assertThat(server.get("/").body()).isEqualTo("OK");
        HttpResponse<String> head =
                server.send(
                        HttpRequest.newBuilder(URI.create(server.http("/")))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()),
                        "Origin",
                        "https://clinic.test");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("https://clinic.test");
        server.ready = false;
        assertThat(server.get("/").statusCode()).isEqualTo(406);
    }

    @Test
    void aFullRoomOrServerIsRefusedBeforeTheUpgrade() {
        for (var refusal :
                List.of(ParticipantEvent.Refusal.ROOM_FULL, ParticipantEvent.Refusal.OVERLOADED)) {
            server.rooms.onJoin = (join, sid) -> new ParticipantEvent.Refused(refusal);
            assertThat(SignalClient.refusal(server.join(TestTokens.join("ward", "ada"), "")))
                    .isEqualTo(503);
        }
        server.rooms.full = true;
        assertThat(SignalClient.refusal(server.join(TestTokens.join("ward", "ada"), "")))
                .isEqualTo(503);
    }

    @Test
    void validateKnowsThatARoomIsFull() throws Exception {
        RoomSnapshot open = Snapshots.room("ward", 2);
        var limited = new RoomSettings(300, 20, 2, 30);
        server.directory.onEvent(
                new RoomEvent.Started(
                        new RoomSnapshot(
                                open.sid(),
                                "ward",
                                limited,
                                "",
                                open.createdAtMillis(),
                                2,
                                0,
                                false)));
        refuses(TestTokens.join("ward", "ada"), "", 503, "full");
    }

    @Test
    void aRoomThatDoesNotAnswerIsUnavailableAndALateAdmissionIsTakenBack() throws Exception {
        var late = new java.util.concurrent.CompletableFuture<RoomCommand.Join>();
        server.rooms.onJoin =
                (join, sid) -> {
                    late.complete(join);
                    return null;
                };
        assertThat(SignalClient.refusal(server.join(TestTokens.join("ward", "ada"), "")))
                .isEqualTo(503);
        late.join()
                .listener()
                .onEvent(
                        new ParticipantEvent.Joined(
                                Snapshots.room("ward", 1),
                                Snapshots.participant("PA_late", "ada"),
                                List.of(),
                                true));
        assertThat(server.rooms.next(RoomCommand.Leave.class).sid()).isEqualTo("PA_late");
    }

    @Test
    void removedParticipantsDoNotComeBackWithATokenOfBefore() throws Exception {
        server.removed.remove("ward", "ada");
        refuses(TestTokens.join("ward", "ada"), "", 403, "removed");
        var newer = new HashMap<>(TestTokens.join("ward", "ada"));
        newer.put("iat", Instant.now().getEpochSecond() + 2);
        assertThat(server.get(validate(newer)).statusCode()).isEqualTo(200);
        assertThat(server.get(validate(TestTokens.join("other", "ada"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void survivesQueriesThatCannotBeDecoded() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /rtc/validate?access_token=%zz&a=%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String response =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(response).startsWith("HTTP/1.1 4");
        }
        assertThat(server.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aLongUrlIsRead() throws Exception {
        String path = validate(TestTokens.join("ward", "ada"));
        assertThat(server.get(path + "&more=" + "x".repeat(50_000)).statusCode()).isEqualTo(200);
    }
}
