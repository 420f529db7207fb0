package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private final TestApi api = TestApi.shared();
    private TestApi.Client doctor;
    private TestApi.Opened consult;
    private TestApi.Client guest;
    private String guestRef;
    private final long start = Instant.now().getEpochSecond() - 1000;

    @BeforeEach
    void open() {
        doctor = api.doctor();
        consult = api.open(doctor);
        guest = api.enter(api.invite(doctor, consult.id(), "patient"), "=HYPERLINK(\"x\")");
        guestRef = api.refOf(guest);
    }

    private String event(
            String kind, String roomSid, String ref, String sid, long at, String more) {
        var participant =
                ref.isEmpty()
                        ? ""
                        : ",\"participant\":{\"identity\":\"%s\",\"sid\":\"%s\",\"joinedAt\":\"%d\"%s}"
                                .formatted(ref, sid, start + 10, more);
        return "{\"id\":\"EV_%s\",\"event\":\"%s\",\"createdAt\":\"%d\",\"room\":{\"name\":\"%s\",\"sid\":\"%s\"}%s}"
                .formatted(
                        UUID.randomUUID(), kind, start + at, consult.room(), roomSid, participant);
    }

    private List<JsonNode> rows() {
        var items = doctor.get("/consults/" + consult.id() + "/attendance").body().path("items");
        return StreamSupport.stream(items.spliterator(), false).toList();
    }

    @Test
    void writesARowForEachJoinAndClosesItOnce() {
        var room = "RM_" + UUID.randomUUID();
        assertThat(api.webhook(event("room_started", room, "", "", 0, ""))).isEqualTo(204);
        api.webhook(event("participant_joined", room, consult.leadRef(), "PA_l" + room, 5, ""));
        api.webhook(event("participant_joined", room, guestRef, "PA_1" + room, 10, ""));
        var view = doctor.get("/consults/" + consult.id()).body();
        assertThat(view.path("status").asText()).isEqualTo("live");
        assertThat(view.path("participants").findValuesAsText("present"))
                .containsExactly("true", "true");
        assertThat(doctor.get("/consults?limit=1").body().at("/items/0/present_count").intValue())
                .isEqualTo(2);

        api.webhook(
                event(
                        "participant_left",
                        room,
                        guestRef,
                        "PA_1" + room,
                        20,
                        ",\"disconnectReason\":\"CLIENT_INITIATED\""));
        api.webhook(event("participant_joined", room, guestRef, "PA_2" + room, 30, ""));
        api.webhook(
                event(
                        "participant_left",
                        room,
                        guestRef,
                        "PA_2" + room,
                        40,
                        ",\"disconnect_reason\":14"));
        api.webhook(event("participant_joined", room, guestRef, "PA_3" + room, 50, ""));
        assertThat(
                        doctor.post(
                                        "/consults/"
                                                + consult.id()
                                                + "/participants/"
                                                + guestRef
                                                + "/remove")
                                .status())
                .isEqualTo(204);
        api.webhook(
                event(
                        "participant_left",
                        room,
                        guestRef,
                        "PA_3" + room,
                        60,
                        ",\"disconnectReason\":\"PARTICIPANT_REMOVED\""));

        var rows = rows();
        assertThat(rows).hasSize(4);
        assertThat(rows.stream().map(r -> r.path("leave_reason").asText("")))
                .containsExactlyInAnyOrder("", "left", "left", "kicked");

        // A token that was still good lets nobody back in who was removed.
        api.media.calls.clear();
        api.webhook(event("participant_joined", room, guestRef, "PA_4" + room, 70, ""));
        assertThat(api.media.calls("RemoveParticipant")).hasSize(1);
        api.webhook(
                event(
                        "participant_left",
                        room,
                        guestRef,
                        "PA_4" + room,
                        71,
                        ",\"disconnectReason\":\"PARTICIPANT_REMOVED\""));
        assertThat(rows().stream().map(r -> r.path("leave_reason").asText("")))
                .containsExactlyInAnyOrder("", "left", "left", "kicked", "kicked");
        doctor.post("/consults/" + consult.id() + "/end");
        assertThat(rows().stream().map(r -> r.path("leave_reason").asText("")))
                .contains("ended")
                .doesNotContain("");
    }

    @Test
    void appliesAnEventOnceHoweverOftenItIsSent() {
        var room = "RM_" + UUID.randomUUID();
        var joined = event("participant_joined", room, guestRef, "PA_" + room, 10, "");
        for (var i = 0; i < 3; i++) {
            assertThat(api.webhook(joined)).isEqualTo(204);
        }
        assertThat(rows()).hasSize(1);
    }

    @Test
    void givesTheSameRowsInAnyOrder() {
        var seed = 20261121L;
        var random = new Random(seed);
        for (var round = 0; round < 8; round++) {
            open();
            var room = "RM_" + UUID.randomUUID();
            var events =
                    new ArrayList<>(
                            List.of(
                                    event("room_started", room, "", "", 0, ""),
                                    event(
                                            "participant_joined",
                                            room,
                                            guestRef,
                                            "PA_a" + room,
                                            10,
                                            ""),
                                    event(
                                            "participant_left",
                                            room,
                                            guestRef,
                                            "PA_a" + room,
                                            20,
                                            ",\"disconnectReason\":\"CLIENT_INITIATED\""),
                                    event(
                                            "participant_joined",
                                            room,
                                            guestRef,
                                            "PA_b" + room,
                                            30,
                                            ""),
                                    event(
                                            "participant_left",
                                            room,
                                            guestRef,
                                            "PA_b" + room,
                                            40,
                                            ",\"disconnectReason\":\"CLIENT_INITIATED\"")));
            Collections.shuffle(events, random);
            events.forEach(api::webhook);
            var rows = rows();
            assertThat(rows).as("seed %d round %d", seed, round).hasSize(2);
            assertThat(rows)
                    .allMatch(
                            row ->
                                    row.has("left_at")
                                            && row.path("leave_reason").asText().equals("left"));
            assertThat(
                            doctor.get("/consults/" + consult.id())
                                    .body()
                                    .at("/participants/1/present")
                                    .booleanValue())
                    .isFalse();
        }
    }

    @Test
    void closesWhatARestartedMediaServerForgot() {
        var before = "RM_a" + UUID.randomUUID();
        var after = "RM_b" + UUID.randomUUID();
        api.webhook(event("room_started", before, "", "", 0, ""));
        api.webhook(event("participant_joined", before, guestRef, "PA_a" + before, 10, ""));
        api.webhook(event("room_started", after, "", "", 100, ""));
        api.webhook(event("participant_joined", after, guestRef, "PA_b" + after, 110, ""));
        var rows = rows();
        assertThat(rows).hasSize(2);
        assertThat(rows.stream().filter(r -> r.path("leave_reason").asText().equals("lost")))
                .hasSize(1);
        assertThat(rows.stream().filter(r -> !r.has("left_at"))).hasSize(1);
        api.webhook(event("room_finished", after, "", "", 200, ""));
        assertThat(rows()).allMatch(r -> r.path("leave_reason").asText().equals("lost"));
    }

    @Test
    void showsWhatSomebodyPublishes() {
        var room = "RM_" + UUID.randomUUID();
        var track = ",\"track\":{\"sid\":\"TR_%s\",\"source\":\"CAMERA\"}}".formatted(room);
        api.webhook(event("participant_joined", room, guestRef, "PA_" + room, 10, ""));
        var published = event("track_published", room, guestRef, "PA_" + room, 11, "");
        api.webhook(published.substring(0, published.length() - 1) + track);
        var path = "/participants/1/publishing/0";
        assertThat(doctor.get("/consults/" + consult.id()).body().at(path).asText())
                .isEqualTo("camera");
        var unpublished = event("track_unpublished", room, guestRef, "PA_" + room, 12, "");
        api.webhook(unpublished.substring(0, unpublished.length() - 1) + track);
        assertThat(doctor.get("/consults/" + consult.id()).body().at(path).isMissingNode())
                .isTrue();
    }

    @Test
    void writesCsvThatNoSpreadsheetComputes() {
        var room = "RM_" + UUID.randomUUID();
        api.webhook(event("participant_joined", room, guestRef, "PA_" + room, 10, ""));
        doctor.headers.put("Accept", "text/csv");
        var csv = doctor.get("/consults/" + consult.id() + "/attendance");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.text()).contains("\"'=HYPERLINK(\"\"x\"\")\"");
        doctor.headers.put("Accept", "application/xml");
        assertThat(doctor.get("/consults/" + consult.id() + "/attendance").status()).isEqualTo(406);
        doctor.headers.remove("Accept");
        assertThat(doctor.get("/consults/" + consult.id() + "/attendance").header("Content-Type"))
                .startsWith("application/json");
    }

    @Test
    void refusesWebhooksThatAreNotTheMediaServers() {
        var body = event("room_started", "RM_x", "", "", 0, "").getBytes(StandardCharsets.UTF_8);
        var later = Instant.now().plusSeconds(300);
        var good = FakeMediaServer.sign(body, FakeMediaServer.SECRET, later);
        assertThat(api.webhook(body, null)).isEqualTo(401);
        assertThat(api.webhook(body, "garbage")).isEqualTo(401);
        assertThat(api.webhook(body, FakeMediaServer.sign(body, "another", later))).isEqualTo(401);
        assertThat(
                        api.webhook(
                                body,
                                FakeMediaServer.sign(
                                        body,
                                        FakeMediaServer.SECRET,
                                        Instant.now().minusSeconds(120))))
                .isEqualTo(401);
        assertThat(api.webhook("{}".getBytes(StandardCharsets.UTF_8), good)).isEqualTo(401);
        assertThat(api.webhook(body, good)).isEqualTo(204);
        assertThat(api.webhook("{\"event\":\"room_started\"}")).isEqualTo(400);
        assertThat(api.webhook("not json")).isEqualTo(400);
        assertThat(api.webhook("[]")).isEqualTo(400);
        assertThat(
                        api.webhook(
                                "{\"id\":\"EV_q\",\"event\":\"surprise\",\"room\":{\"name\":\"nobody's\",\"sid\":\"RM_q\"}}"))
                .isEqualTo(204);
        assertThat(
                        api.webhook(
                                "{\"id\":\"x\",\"event\":\"e\",\"room\":{\"name\":\""
                                        + "x".repeat(8 * 1024 * 1024)
                                        + "\"}}"))
                .isEqualTo(413);
    }
}
