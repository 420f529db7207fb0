package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsultTest {
    private final TestApi api = TestApi.shared();

    @AfterEach
    void mediaServerIsWellAgain() {
        api.media.status = 200;
        api.media.answers.clear();
    }

    @Test
    void opensAConsultWithTheCallerAsItsLead() {
        var doctor = api.doctor();
        var opened = doctor.create("/consults", Map.of("title", "  Suivi\u202E  "));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.body().path("title").asText()).isEqualTo("Suivi");
        assertThat(opened.body().path("status").asText()).isEqualTo("open");
        assertThat(opened.body().path("my_role").asText()).isEqualTo("lead_doctor");
        var read = doctor.get("/consults/" + opened.body().path("id").asText());
        assertThat(read.body()).isEqualTo(opened.body());
        assertThat(read.header("ETag")).matches("\"v\\d+\"");
        assertThat(doctor.get("/consults?limit=1").body().path("items").path(0).path("id"))
                .isEqualTo(opened.body().path("id"));
    }

    @Test
    void createsOnceForOneIdempotencyKeyEvenInParallel() throws Exception {
        var doctor = api.newDoctor("idempotent@demo.example");
        doctor.headers.put("Idempotency-Key", UUID.randomUUID().toString());
        var answers = new ArrayList<TestApi.Answer>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 8; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                var answer = doctor.post("/consults", Map.of("title", "Once"));
                                synchronized (answers) {
                                    answers.add(answer);
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(8).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(TestApi.Answer::body).distinct()).hasSize(1);
        assertThat(answers.stream().filter(a -> a.header("Idempotency-Replayed").equals("true")))
                .hasSize(7);
        assertThat(doctor.get("/consults").body().path("items")).hasSize(1);

        var other = doctor.post("/consults", Map.of("title", "Another"));
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
        doctor.headers.remove("Idempotency-Key");
        assertThat(doctor.post("/consults", Map.of()).problem()).isEqualTo("bad-request");
    }

    @Test
    void writesEveryGrantIntoTheMediaToken() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var access = doctor.post("/consults/" + consult.id() + "/media-token").body();
        assertThat(access.path("url").asText()).isEqualTo("ws://127.0.0.1:" + api.port);
        var claims = TestApi.claims(access.path("token").asText());
        assertThat(claims.path("iss").asText()).isEqualTo("devkey");
        assertThat(claims.path("sub").asText()).isEqualTo(consult.leadRef());
        assertThat(claims.path("name").asText()).isEqualTo("Dr Claire Martin");
        assertThat(claims.path("exp").asLong() - claims.path("nbf").asLong()).isEqualTo(120);
        assertThat(claims.path("attributes").path("role").asText()).isEqualTo("lead_doctor");
        assertThat(claims.path("attributes").path("verified").asText()).isEqualTo("true");
        var video = claims.path("video");
        for (var granted : List.of("roomJoin", "canPublish", "canSubscribe", "canPublishData")) {
            assertThat(video.path(granted).booleanValue()).as(granted).isTrue();
        }
        for (var denied :
                List.of(
                        "roomCreate",
                        "roomList",
                        "roomAdmin",
                        "roomRecord",
                        "ingressAdmin",
                        "canUpdateOwnMetadata",
                        "hidden",
                        "recorder",
                        "agent",
                        "canSubscribeMetrics",
                        "canManageAgentSession")) {
            assertThat(video.has(denied)).as(denied).isTrue();
            assertThat(video.path(denied).booleanValue()).as(denied).isFalse();
        }
        assertThat(video.path("room").asText()).startsWith("room-").hasSize(31);
        assertThat(video.path("room").asText()).doesNotContain(consult.id());
    }

    @Test
    void letsAnObserverPublishNothing() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var observer = api.enter(api.invite(doctor, consult.id(), "observer"), "Étudiant");
        var token =
                observer.post("/consults/" + consult.id() + "/media-token").body().path("token");
        var video = TestApi.claims(token.asText()).path("video");
        assertThat(video.path("canPublish").booleanValue()).isFalse();
        assertThat(video.path("canPublishSources")).isEmpty();
        assertThat(video.path("canSubscribe").booleanValue()).isTrue();
    }

    @Test
    void answersAForeignConsultLikeOneThatDoesNotExist() {
        var consult = api.open(api.doctor());
        var other = api.otherDoctor();
        var stranger = api.enter(api.invite(other, api.open(other).id(), "patient"), "Elsewhere");
        var nowhere = UUID.randomUUID().toString();
        for (var client : List.of(other, stranger)) {
            var foreign = client.get("/consults/" + consult.id());
            var missing = client.get("/consults/" + nowhere);
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(missing.status()).isEqualTo(404);
            assertThat(client.post("/consults/" + consult.id() + "/media-token").status())
                    .isEqualTo(404);
            assertThat(
                            client.get("/conversations/" + consult.conversation() + "/messages")
                                    .status())
                    .isEqualTo(404);
            assertThat(
                            client.post(
                                            "/conversations/"
                                                    + consult.conversation()
                                                    + "/messages",
                                            Map.of("client_id", UUID.randomUUID(), "text", "hello"))
                                    .status())
                    .isEqualTo(404);
        }
        for (var path : List.of("/end", "/participants/" + consult.leadRef() + "/remove")) {
            assertThat(other.post("/consults/" + consult.id() + path).status())
                    .as(path)
                    .isEqualTo(404);
            assertThat(stranger.post("/consults/" + consult.id() + path).status())
                    .as(path)
                    .isEqualTo(403);
        }
        for (var path : List.of("/attendance", "/invitations")) {
            assertThat(other.get("/consults/" + consult.id() + path).status())
                    .as(path)
                    .isEqualTo(404);
            assertThat(stranger.get("/consults/" + consult.id() + path).status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(
                        other.create(
                                        "/consults/" + consult.id() + "/invitations",
                                        Map.of("role_in_consult", "patient"))
                                .status())
                .isEqualTo(404);
        assertThat(api.doctor().get("/consults/' or 1=1 --".replace(" ", "%20")).status())
                .isEqualTo(404);
    }

    @Test
    void hidesFromGuestsWhatTheClinicianTyped() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        var view = guest.get("/consults/" + consult.id()).body();
        assertThat(view.has("title")).isFalse();
        assertThat(view.path("my_role").asText()).isEqualTo("patient");
        assertThat(view.path("participants")).hasSize(2);
    }

    @Test
    void mutesOneSourceThroughTheMediaServer() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var ref = api.refOf(api.enter(api.invite(doctor, consult.id(), "patient"), "Awa"));
        api.media.answers.put(
                "GetParticipant",
                """
                {"identity":"x","tracks":[{"sid":"TR_a","source":"MICROPHONE"},
                 {"sid":"TR_b","source":"CAMERA"},{"sid":"TR_c","source":"MICROPHONE","muted":true}]}
                """);
        api.media.calls.clear();
        var path = "/consults/" + consult.id() + "/participants/" + ref + "/mute";
        assertThat(doctor.post(path, Map.of()).status()).isEqualTo(204);
        var muted = api.media.calls("MutePublishedTrack");
        assertThat(muted).hasSize(1);
        assertThat(muted.getFirst().body()).contains("TR_a", "\"muted\":true");
        var grants = TestApi.claims(muted.getFirst().token()).path("video");
        assertThat(grants.path("roomAdmin").booleanValue()).isTrue();
        assertThat(grants.path("room").asText()).isEqualTo(consult.room());
        assertThat(grants.path("roomJoin").booleanValue()).isFalse();

        assertThat(doctor.post(path, Map.of("source", "brain")).fieldError())
                .isEqualTo("/source not_allowed");
        api.media.status = 404;
        assertThat(doctor.post(path, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void removesAGuestForGoodAlsoWhileTheMediaServerIsDown() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var secret = api.invite(doctor, consult.id(), "relative");
        var guest = api.enter(secret, "Oncle");
        var path = "/consults/" + consult.id() + "/participants/" + api.refOf(guest) + "/remove";
        api.media.status = 500;
        var refused = doctor.post(path);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(guest.get("/consults/" + consult.id()).status()).isEqualTo(401);
        assertThat(guest.post("/join/refresh").problem()).isEqualTo("forbidden");
        assertThat(guest.post("/join/lookup", Map.of("secret", secret)).problem())
                .isEqualTo("forbidden");
        // Nor in another browser, although the link had uses left.
        var elsewhere = api.stranger();
        assertThat(elsewhere.post("/join/lookup", Map.of("secret", secret)).problem())
                .isEqualTo("gone");
        assertThat(elsewhere.post("/join/enter", Map.of("secret", secret, "name", "O")).problem())
                .isEqualTo("gone");
        api.media.status = 200;
        assertThat(doctor.post(path).status()).isEqualTo(204);
        assertThat(
                        doctor.post(
                                        "/consults/"
                                                + consult.id()
                                                + "/participants/"
                                                + consult.leadRef()
                                                + "/remove")
                                .problem())
                .isEqualTo("invalid-transition");
        var participants = doctor.get("/consults/" + consult.id()).body().path("participants");
        assertThat(participants.path(1).path("removed").booleanValue()).isTrue();
    }

    @Test
    void endsForEverybodyAlsoWhileTheMediaServerIsDown() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var secret = api.invite(doctor, consult.id(), "patient");
        var guest = api.enter(secret, "Awa");
        api.media.status = 500;
        api.media.calls.clear();
        var etag = doctor.get("/consults/" + consult.id()).header("ETag");
        doctor.headers.put("If-Match", "\"v999\"");
        assertThat(doctor.post("/consults/" + consult.id() + "/end").status()).isEqualTo(412);
        doctor.headers.put("If-Match", etag);
        var ended = doctor.post("/consults/" + consult.id() + "/end");
        doctor.headers.clear();
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.body().path("status").asText()).isEqualTo("ended");
        assertThat(api.media.calls("DeleteRoom")).isNotEmpty();

        assertThat(doctor.post("/consults/" + consult.id() + "/end").status()).isEqualTo(200);
        assertThat(doctor.post("/consults/" + consult.id() + "/media-token").problem())
                .isEqualTo("gone");
        assertThat(guest.get("/consults/" + consult.id()).status()).isEqualTo(401);
        assertThat(guest.post("/join/refresh").problem()).isEqualTo("gone");
        assertThat(api.stranger().post("/join/lookup", Map.of("secret", secret)).problem())
                .isEqualTo("gone");
        assertThat(
                        doctor.post(
                                        "/conversations/" + consult.conversation() + "/messages",
                                        Map.of("client_id", UUID.randomUUID(), "text", "too late"))
                                .problem())
                .isEqualTo("invalid-transition");
        assertThat(doctor.get("/conversations/" + consult.conversation() + "/messages").status())
                .isEqualTo(200);
        assertThat(
                        doctor.create(
                                        "/consults/" + consult.id() + "/invitations",
                                        Map.of("role_in_consult", "patient"))
                                .problem())
                .isEqualTo("invalid-transition");
    }
}
