package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import livekit.LivekitModels.DisconnectReason;
import livekit.LivekitRtc.SignalResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that are not what they should be, on every door that takes one. */
class AdversaryTokensTest {
    private static final Map<String, Object> HEADER = Map.of("alg", "HS256", "typ", "JWT");
    private static final String SECRET = AttackedInstallation.KEY.secret();

    private final AttackedInstallation target = AttackedInstallation.shared();

    @AfterAll
    static void theCallGoesOn() throws Exception {
        AttackedInstallation.shared().requireUnharmed();
    }

    private static Map<String, Object> good() {
        return AttackedInstallation.claims("tokens", "holder");
    }

    private static Map<String, Object> with(String claim, @Nullable Object value) {
        var claims = good();
        if (value == null) {
            claims.remove(claim);
        } else {
            claims.put(claim, value);
        }
        return claims;
    }

    private static Map<String, Object> withGrant(String grant, @Nullable Object value) {
        var claims = good();
        if (value == null) {
            RawPeer.grants(claims).remove(grant);
        } else {
            RawPeer.grants(claims).put(grant, value);
        }
        return claims;
    }

    private static String signed(Map<String, Object> claims) {
        return Forgery.sign(HEADER, claims, SECRET);
    }

    static Stream<Arguments> badTokens() {
        long now = Instant.now().getEpochSecond();
        String good = signed(good());
        String[] parts = good.split("\\.");
        String none = Forgery.unsigned(Map.of("alg", "none"), good());
        String upperNone = Forgery.unsigned(Map.of("alg", "nOnE"), good());
        String otherClaims =
                Forgery.unsigned(HEADER, AttackedInstallation.claims("x", "y")).split("\\.")[1];
        return Stream.of(
                Arguments.of("expired", signed(with("exp", now - 61)), 401),
                Arguments.of("without an end", signed(with("exp", null)), 401),
                Arguments.of("whose end is a text", signed(with("exp", "9999999999")), 401),
                Arguments.of("whose end is negative", signed(with("exp", -1)), 401),
                Arguments.of("whose end is beyond all numbers", signed(with("exp", 1e300)), 401),
                Arguments.of("of the future", signed(with("nbf", now + 3_600)), 401),
                Arguments.of("of an unknown key", signed(with("iss", "nobody")), 401),
                Arguments.of("of no key", signed(with("iss", null)), 401),
                Arguments.of(
                        "signed with another secret", Forgery.sign(HEADER, good(), "secreT"), 401),
                Arguments.of(
                        "signed with an empty-looking secret",
                        Forgery.sign(HEADER, good(), "\0"),
                        401),
                Arguments.of("alg none", none + ".", 401),
                Arguments.of("alg none in odd case", upperNone + ".", 401),
                Arguments.of("alg none with a signature", none + "." + parts[2], 401),
                Arguments.of(
                        "alg HS512",
                        Forgery.sign("HmacSHA512", Map.of("alg", "HS512"), good(), SECRET),
                        401),
                Arguments.of(
                        "alg RS256, signed by HMAC",
                        Forgery.sign(Map.of("alg", "RS256"), good(), SECRET),
                        401),
                Arguments.of(
                        "without an algorithm",
                        Forgery.sign(Map.of("typ", "JWT"), good(), SECRET),
                        401),
                Arguments.of(
                        "with a critical extension",
                        Forgery.sign(
                                Map.of("alg", "HS256", "crit", List.of("exp")), good(), SECRET),
                        401),
                Arguments.of(
                        "with claims of another token",
                        parts[0] + "." + otherClaims + "." + parts[2],
                        401),
                Arguments.of("without a signature", parts[0] + "." + parts[1] + ".", 401),
                Arguments.of("of two parts", parts[0] + "." + parts[1], 401),
                Arguments.of("of four parts", good + "." + parts[2], 401),
                Arguments.of(
                        "with a shortened signature", good.substring(0, good.length() - 4), 401),
                Arguments.of(
                        "of nested arrays",
                        parts[0] + "." + base64("[".repeat(20_000)) + "." + parts[2],
                        401),
                Arguments.of(
                        "of nested objects",
                        parts[0] + "." + base64("{\"a\":".repeat(7_000)) + "." + parts[2],
                        401),
                Arguments.of("that is no token", "'; drop table consult; --", 401),
                Arguments.of("that is empty", "", 401),
                Arguments.of("without a grant", signed(with("video", null)), 401),
                Arguments.of("whose grant is a text", signed(with("video", "all")), 401),
                Arguments.of("that may not join", signed(withGrant("roomJoin", false)), 401),
                Arguments.of(
                        "whose leave to join is a text",
                        signed(withGrant("roomJoin", "true")),
                        401),
                Arguments.of("for no room", signed(withGrant("room", "")), 400),
                Arguments.of(
                        "for a list of rooms", signed(withGrant("room", List.of("tokens"))), 401),
                Arguments.of(
                        "for a room with too long a name",
                        signed(withGrant("room", "r".repeat(257))),
                        400),
                Arguments.of("of nobody", signed(with("sub", "")), 400),
                Arguments.of("of too long a name", signed(with("sub", "s".repeat(257))), 400));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "a token {0} is answered {2}")
    @MethodSource("badTokens")
    void badTokensAreRefusedAtEveryDoor(String what, String token, int status) throws Exception {
        Set<String> rooms = rooms();
        assertThat(SignalSocket.status(RawPeer.join(target, token))).as("join").isEqualTo(status);
        ApiClient caller = target.stranger(10);
        if (!token.isEmpty() && !token.contains(" ")) {
            caller.bearer(token);
        }
        var validated = caller.get("/rtc/validate?protocol=16");
        assertThat(validated.status()).as("validate").isEqualTo(status);
        assertThat(validated.text()).doesNotContain("Exception").hasSizeLessThan(200);
        var called = caller.post("/twirp/livekit.RoomService/ListRooms", Map.of());
        assertThat(called.status()).as("RoomService").isEqualTo(401);
        assertThat(called.body().path("code").asText()).isEqualTo("unauthenticated");
        ApiClient api = target.stranger(11);
        if (!token.isEmpty() && !token.contains(" ")) {
            api.bearer(token);
        }
        var asked = api.get("/api/v1/me");
        assertThat(asked.status()).as("API").isEqualTo(401);
        assertThat(asked.problem()).isEqualTo("unauthenticated");
        // Those of other tests may have ended meanwhile.
        assertThat(rooms).as("rooms beside those of before").containsAll(rooms());
    }

    /** The sids of the rooms that exist. */
    private Set<String> rooms() throws Exception {
        var claims = AttackedInstallation.claims("any", "operator");
        RawPeer.grants(claims).put("roomList", true);
        var answer =
                target.stranger(15)
                        .bearer(target.token(claims))
                        .post("/twirp/livekit.RoomService/ListRooms", Map.of());
        assertThat(answer.status()).isEqualTo(200);
        return answer.body()
                .path("rooms")
                .valueStream()
                .map(room -> room.path("sid").asText())
                .collect(Collectors.toSet());
    }

    @Test
    void aTokenOfOneRoomOpensAndAdministersNoOther() throws Exception {
        var admin = AttackedInstallation.claims("own-room", "admin");
        RawPeer.grants(admin).put("roomAdmin", true);
        String token = target.token(admin);
        ApiClient caller = target.stranger(12).bearer(token);
        String room = target.room();
        for (String method :
                List.of(
                        "ListParticipants",
                        "GetParticipant",
                        "RemoveParticipant",
                        "SendData",
                        "UpdateRoomMetadata",
                        "MutePublishedTrack",
                        "UpdateParticipant",
                        "UpdateSubscriptions")) {
            var answer =
                    caller.post(
                            "/twirp/livekit.RoomService/" + method,
                            Map.of("room", room, "identity", "x"));
            assertThat(answer.status()).as(method).isEqualTo(401);
        }
        for (String method : List.of("CreateRoom", "DeleteRoom", "ListRooms")) {
            var answer =
                    caller.post(
                            "/twirp/livekit.RoomService/" + method,
                            Map.of("room", room, "name", "n"));
            assertThat(answer.status()).as(method).isEqualTo(401);
        }
        // What is asked for beside the token decides nothing.
        try (SignalSocket joined =
                SignalSocket.open(
                        URI.create(
                                RawPeer.join(target, token)
                                        + "&room="
                                        + room
                                        + "&identity=lead&hidden=1"))) {
            var join = joined.next(SignalResponse::hasJoin).getJoin();
            assertThat(join.getRoom().getName()).isEqualTo("own-room");
            assertThat(join.getParticipant().getIdentity()).isEqualTo("admin");
            assertThat(join.getParticipant().getPermission().getHidden()).isFalse();
        }
    }

    @Test
    void whoWasRemovedDoesNotComeBackWithTheSameOrARefreshedToken() throws Exception {
        var claims = AttackedInstallation.claims("removal", "removed");
        RawPeer.grants(claims).put("roomAdmin", true);
        String token = target.token(claims);
        ApiClient admin = target.stranger(13).bearer(token);
        try (SignalSocket signal = SignalSocket.open(RawPeer.join(target, token))) {
            signal.next(SignalResponse::hasJoin);
            String refreshed =
                    target.secret(signal.next(SignalResponse::hasRefreshToken).getRefreshToken());
            assertThat(
                            admin.post(
                                            "/twirp/livekit.RoomService/RemoveParticipant",
                                            Map.of("room", "removal", "identity", "removed"))
                                    .status())
                    .isEqualTo(200);
            assertThat(signal.next(SignalResponse::hasLeave).getLeave().getAction())
                    .isEqualTo(livekit.LivekitRtc.LeaveRequest.Action.DISCONNECT);
            assertThat(SignalSocket.status(RawPeer.join(target, token))).isEqualTo(403);
            assertThat(SignalSocket.status(RawPeer.join(target, refreshed))).isEqualTo(403);
            assertThat(
                            SignalSocket.status(
                                    URI.create(RawPeer.join(target, refreshed) + "&reconnect=1")))
                    .isEqualTo(403);
        }
    }

    @Test
    void oneTokenIsOnePresence() throws Exception {
        String token = target.token(AttackedInstallation.claims("crowd", "many"));
        assertThat(SignalSocket.status(URI.create(RawPeer.join(target, token) + "&publish=copy")))
                .isEqualTo(400);
        try (SignalSocket first = SignalSocket.open(RawPeer.join(target, token))) {
            first.next(SignalResponse::hasJoin);
            try (SignalSocket second = SignalSocket.open(RawPeer.join(target, token))) {
                second.next(SignalResponse::hasJoin);
                assertThat(first.next(SignalResponse::hasLeave).getLeave().getReason())
                        .isEqualTo(DisconnectReason.DUPLICATE_IDENTITY);
                var admin = AttackedInstallation.claims("crowd", "admin");
                RawPeer.grants(admin).put("roomAdmin", true);
                var people =
                        target.stranger(14)
                                .bearer(target.token(admin))
                                .post(
                                        "/twirp/livekit.RoomService/ListParticipants",
                                        Map.of("room", "crowd"));
                assertThat(people.body().path("participants").size()).isEqualTo(1);
            }
        }
    }

    @Test
    void bodiesOfPeopleWithoutAnAdministratorsGrantAreNotEvenRead() throws Exception {
        var header = new LinkedHashMap<>(HEADER);
        String guest = target.secret(Forgery.sign(header, good(), SECRET));
        ApiClient caller = target.stranger(15).bearer(guest);
        byte[] nested = "[".repeat(5_000_000).getBytes(StandardCharsets.UTF_8);
        var refused = caller.send("POST", "/twirp/livekit.RoomService/SendData", nested);
        assertThat(refused.status()).isEqualTo(401);
        var admin = good();
        RawPeer.grants(admin).put("roomAdmin", true);
        ApiClient administrator = target.stranger(15).bearer(target.token(admin));
        for (String body :
                List.of(
                        "[".repeat(100_000),
                        "{\"room\":".repeat(50_000),
                        "{\"room\":\"tokens\",\"data\":\"%%%\"}",
                        "null",
                        "")) {
            var answer =
                    administrator.send(
                            "POST",
                            "/twirp/livekit.RoomService/SendData",
                            body.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status())
                    .as(body.substring(0, Math.min(9, body.length())))
                    .isIn(400, 401);
            assertThat(answer.body().path("code").asText()).isIn("malformed", "unauthenticated");
        }
        administrator.headers.put("Content-Type", "application/protobuf");
        assertThat(
                        administrator
                                .send(
                                        "POST",
                                        "/twirp/livekit.RoomService/SendData",
                                        new byte[] {(byte) 0xff, 1, 2})
                                .status())
                .isEqualTo(400);
        administrator.headers.put("Content-Type", "text/plain");
        var wrongType =
                administrator.send("POST", "/twirp/livekit.RoomService/SendData", new byte[0]);
        assertThat(wrongType.status()).isEqualTo(404);
        assertThat(wrongType.body().path("code").asText()).isEqualTo("bad_route");
    }

    @Test
    void joiningOverAndOverWithOneTokenIsBounded() throws Exception {
        String token = target.token(AttackedInstallation.claims("churn", "churner"));
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            refused += SignalSocket.status(RawPeer.join(target, token)) == 429 ? 1 : 0;
        }
        assertThat(refused).as("of 60 joins of one person in a few seconds").isBetween(20, 30);
        assertThat(
                        SignalSocket.status(
                                RawPeer.join(
                                        target,
                                        target.token(
                                                AttackedInstallation.claims("churn", "other")))))
                .as("somebody else in the same room")
                .isEqualTo(101);
    }
}
