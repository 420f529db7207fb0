package org.consilium.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import livekit.LivekitModels;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitRoom.CreateRoomRequest;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.RoomCommand;
import org.consilium.server.signal.token.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomServiceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Map<String, Object> EVERYTHING =
            Map.of("roomCreate", true, "roomList", true, "roomAdmin", true, "room", "ward");

    private RoomServiceFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new RoomServiceFixture();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Answer(int status, Map<String, Object> json) {}

    private Answer call(String method, Map<String, ?> body, Map<String, Object> grant)
            throws Exception {
        return call(method, JSONObjectUtils.toJSONString(body), grant);
    }

    private Answer call(String method, String body, Map<String, Object> grant) throws Exception {
        HttpResponse<String> response =
                HTTP.send(
                        request(method, grant)
                                .header("Content-Type", "application/json;charset=utf-8")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        return new Answer(response.statusCode(), JSONObjectUtils.parse(response.body()));
    }

    private HttpRequest.Builder request(String method, Map<String, Object> grant) {
        String token = TestTokens.sign(TestTokens.claims("", grant));
        return HttpRequest.newBuilder(
                        URI.create(server.url() + "/twirp/livekit.RoomService/" + method))
                .header("Authorization", "Bearer " + token);
    }

    private void ok(String method, Map<String, ?> body) throws Exception {
        Answer answer = call(method, body, EVERYTHING);
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    }

    private void enter(String sid, String identity) throws Exception {
        server.rooms.enter("ward", sid, identity);
        assertThat(
                        server.directory.await(
                                "ward",
                                Duration.ofSeconds(5),
                                () -> server.directory.participant("ward", identity)))
                .isPresent();
    }

    @Test
    void aRoomIsCreatedOnceListedAndDeleted() throws Exception {
        var wish = Map.of("name", "ward", "maxParticipants", 3, "departure_timeout", 7);
        Answer created = call("CreateRoom", wish, EVERYTHING);
        assertThat(created.status()).isEqualTo(200);
        assertThat(created.json())
                .containsEntry("sid", "RM_ward")
                .containsEntry("max_participants", 3L)
                .containsEntry("departure_timeout", 7L)
                .containsEntry("empty_timeout", 300L)
                .containsEntry("num_participants", 0L);
        assertThat(call("CreateRoom", Map.of("name", "ward"), EVERYTHING).json())
                .as("the open room as it is")
                .containsEntry("max_participants", 3L);

        Answer listed = call("ListRooms", "{}", EVERYTHING);
        assertThat((List<?>) listed.json().get("rooms")).hasSize(1);
        assertThat(
                        (List<?>)
                                call("ListRooms", Map.of("names", List.of("other")), EVERYTHING)
                                        .json()
                                        .get("rooms"))
                .isEmpty();

        ok("DeleteRoom", Map.of("room", "ward"));
        assertThat(server.directory.rooms()).isEmpty();
        assertThat(call("DeleteRoom", Map.of("room", "ward"), EVERYTHING).status()).isEqualTo(404);
    }

    @Test
    void protobufBodiesGiveProtobufAnswers() throws Exception {
        HttpResponse<byte[]> response =
                HTTP.send(
                        request("CreateRoom", EVERYTHING)
                                .header("Content-Type", "application/protobuf")
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                CreateRoomRequest.newBuilder()
                                                        .setName("ward")
                                                        .setMetadata("m")
                                                        .build()
                                                        .toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/protobuf");
        assertThat(LivekitModels.Room.parseFrom(response.body()).getMetadata()).isEqualTo("m");
    }

    @Test
    void participantsAreListedMutedAndRemoved() throws Exception {
        enter("PA_1", "ada");
        Answer listed = call("ListParticipants", Map.of("room", "ward"), EVERYTHING);
        assertThat((List<?>) listed.json().get("participants")).hasSize(1);
        var ada = Map.of("room", "ward", "identity", "ada");
        assertThat(call("GetParticipant", ada, EVERYTHING).json())
                .containsEntry("sid", "PA_1")
                .containsEntry("state", "ACTIVE");

        var mute = new HashMap<String, Object>(ada);
        mute.put("track_sid", "TR_ada");
        mute.put("muted", true);
        Answer muted = call("MutePublishedTrack", mute, EVERYTHING);
        assertThat(muted.status()).isEqualTo(200);
        assertThat(muted.json().get("track")).asString().contains("muted=true");
        mute.put("muted", false);
        assertThat(call("MutePublishedTrack", mute, EVERYTHING).status()).isEqualTo(412);
        mute.put("track_sid", "TR_unknown");
        assertThat(call("MutePublishedTrack", mute, EVERYTHING).status()).isEqualTo(404);

        ok("RemoveParticipant", ada);
        assertThat(server.directory.participants("ward")).isEmpty();
        assertThat(server.rooms.submitted)
                .contains(new RoomCommand.Leave("PA_1", EndReason.PARTICIPANT_REMOVED));
        assertThat(
                        server.removed.isVoid(
                                "ward", "ada", server.clock.instant().getEpochSecond() - 1))
                .isTrue();
        assertThat(call("RemoveParticipant", ada, EVERYTHING).status()).isEqualTo(404);
        assertThat(call("GetParticipant", ada, EVERYTHING).status()).isEqualTo(404);
    }

    @Test
    void participantsAndRoomsAreUpdated() throws Exception {
        enter("PA_1", "ada");
        Answer updated =
                call(
                        "UpdateParticipant",
                        Map.of(
                                "room",
                                "ward",
                                "identity",
                                "ada",
                                "name",
                                "Dr Ada",
                                "attributes",
                                Map.of("key", "", "role", "lead"),
                                "permission",
                                Map.of("can_subscribe", true, "canPublishSources", List.of(2))),
                        EVERYTHING);
        assertThat(updated.json()).containsEntry("name", "Dr Ada");
        assertThat(updated.json().get("attributes")).isEqualTo(Map.of("role", "lead"));
        var permissions = server.directory.participant("ward", "ada").orElseThrow().permissions();
        assertThat(permissions.canSubscribe()).isTrue();
        assertThat(permissions.canPublish()).as("a permission replaces all").isFalse();

        Answer room =
                call("UpdateRoomMetadata", Map.of("room", "ward", "metadata", "new"), EVERYTHING);
        assertThat(room.json()).containsEntry("metadata", "new");

        ok(
                "UpdateSubscriptions",
                Map.of(
                        "room",
                        "ward",
                        "identity",
                        "ada",
                        "trackSids",
                        List.of("TR_x"),
                        "participantTracks",
                        List.of(Map.of("trackSids", List.of("TR_x", "TR_y")))));
        assertThat(server.rooms.submitted)
                .contains(
                        new RoomCommand.UpdateSubscription("PA_1", List.of("TR_x", "TR_y"), false));
    }

    @Test
    void dataIsSentOncePerNonceAndOnlyToWhoIsMeant() throws Exception {
        enter("PA_1", "ada");
        var body = new HashMap<String, Object>();
        body.put("room", "ward");
        body.put("data", "aGVsbG8=");
        body.put("kind", "LOSSY");
        body.put("topic", "t");
        body.put("destinationSids", List.of("PA_1"));
        body.put("nonce", "AAAAAAAAAAAAAAAAAAAAAA==");
        ok("SendData", body);
        ok("SendData", body);
        var sent =
                server.rooms.submitted.stream()
                        .filter(RoomCommand.SendData.class::isInstance)
                        .map(RoomCommand.SendData.class::cast)
                        .toList();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().reliable()).isFalse();
        assertThat(sent.getFirst().destinationIdentities()).containsExactly("ada");
        DataPacket packet = DataPacket.parseFrom(sent.getFirst().packet());
        assertThat(packet.getUser().getPayload().toStringUtf8()).isEqualTo("hello");
        assertThat(packet.getUser().getTopic()).isEqualTo("t");
        assertThat(packet.getSequence()).isZero();
        assertThat(packet.getParticipantIdentity()).isEmpty();

        body.put("destinationSids", List.of("PA_gone"));
        assertThat(call("SendData", body, EVERYTHING).status()).isEqualTo(404);
        body.put("nonce", "AAAA");
        assertThat(call("SendData", body, EVERYTHING).status()).isEqualTo(400);
    }

    @Test
    void everyCallNeedsItsGrant() throws Exception {
        enter("PA_1", "ada");
        var ward = Map.of("room", "ward", "identity", "ada", "name", "ward", "trackSid", "TR_ada");
        var calls =
                Map.ofEntries(
                        Map.entry("CreateRoom", "roomCreate"),
                        Map.entry("DeleteRoom", "roomCreate"),
                        Map.entry("ListRooms", "roomList"),
                        Map.entry("ListParticipants", "roomAdmin"),
                        Map.entry("GetParticipant", "roomAdmin"),
                        Map.entry("RemoveParticipant", "roomAdmin"),
                        Map.entry("MutePublishedTrack", "roomAdmin"),
                        Map.entry("UpdateParticipant", "roomAdmin"),
                        Map.entry("UpdateSubscriptions", "roomAdmin"),
                        Map.entry("SendData", "roomAdmin"),
                        Map.entry("UpdateRoomMetadata", "roomAdmin"));
        for (var call : calls.entrySet()) {
            var grant = new HashMap<>(EVERYTHING);
            grant.remove(call.getValue());
            Answer answer = call(call.getKey(), ward, grant);
            assertThat(answer.status()).as(call.getKey()).isEqualTo(401);
            assertThat(answer.json()).containsEntry("code", "unauthenticated");
        }
        var elsewhere = new HashMap<>(EVERYTHING);
        elsewhere.put("room", "theatre");
        assertThat(call("ListParticipants", ward, elsewhere).status()).isEqualTo(401);
        elsewhere.remove("room");
        assertThat(call("ListParticipants", ward, elsewhere).status()).isEqualTo(401);
        assertThat(call("ListParticipants", Map.of(), elsewhere).status()).isEqualTo(401);
        assertThat(server.directory.hasParticipant("ward", "ada")).isTrue();
    }

    @Test
    void errorsAreInTheProtocolsWords() throws Exception {
        assertThat(call("MoveParticipant", "{}", EVERYTHING))
                .isEqualTo(
                        new Answer(
                                501,
                                Map.of(
                                        "code",
                                        "unimplemented",
                                        "msg",
                                        "MoveParticipant is not supported")));
        assertThat(call("Nothing", "{}", EVERYTHING).status()).isEqualTo(404);
        assertThat(call("ListRooms", "{", EVERYTHING).json()).containsEntry("code", "malformed");
        assertThat(call("ListRooms", "[".repeat(50_000), EVERYTHING).status()).isEqualTo(400);
        assertThat(call("ListRooms", "{\"unknown\":{\"a\":[1]}}", EVERYTHING).status())
                .isEqualTo(200);
        assertThat(call("CreateRoom", "{}", EVERYTHING).json())
                .containsEntry("code", "invalid_argument");
        assertThat(call("CreateRoom", Map.of("name", "x".repeat(257)), EVERYTHING).status())
                .isEqualTo(400);
        assertThat(call("ListParticipants", Map.of("room", "ward"), EVERYTHING).json())
                .containsEntry("code", "not_found");
        HttpResponse<String> noToken =
                HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                server.url()
                                                        + "/twirp/livekit.RoomService/ListRooms"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(noToken.statusCode()).isEqualTo(401);
    }

    @Test
    void oversizedBodiesAreRefused() throws Exception {
        String large = "{\"metadata\":\"" + "x".repeat(RoomServiceHandler.MAX_BODY_BYTES) + "\"}";
        assertThat(call("CreateRoom", large, EVERYTHING).status()).isEqualTo(400);
    }

    @Test
    void aRoomThatDoesNothingIsUnavailable() throws Exception {
        server.rooms.idle = true;
        Answer answer = call("CreateRoom", Map.of("name", "ward"), EVERYTHING);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json()).containsEntry("code", "unavailable");
        assertThat(server.directory.room("ward")).isEqualTo(Optional.empty());
    }
}
