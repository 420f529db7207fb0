package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consilium.control.live.LiveLimits;
import org.junit.jupiter.api.Test;

class JoiningTest {
    private final TestApi api = TestApi.shared();

    @Test
    void showsWhoInvitesBeforeAnythingIsChanged() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var created =
                doctor.create(
                        "/consults/" + consult.id() + "/invitations",
                        Map.of(
                                "role_in_consult", "relative",
                                "name", "Awa Diop",
                                "relation", "fille",
                                "locale", "en",
                                "max_uses", 1));
        assertThat(created.body().path("link").asText())
                .matches("http://127\\.0\\.0\\.1:\\d+/j#[A-Za-z0-9_-]{43}");
        var secret = TestApi.secretOf(created);
        var stranger = api.stranger();
        for (var i = 0; i < 3; i++) {
            var view = stranger.post("/join/lookup", Map.of("secret", secret)).body();
            assertThat(view.path("organisation_name").asText()).isEqualTo("Hôpital d'essai");
            assertThat(view.path("inviter_name").asText()).isEqualTo("Dr Claire Martin");
            assertThat(view.path("name").asText()).isEqualTo("Awa Diop");
            assertThat(view.path("title").asText()).isEqualTo("Consultation");
            assertThat(view.path("locale").asText()).isEqualTo("en");
            assertThat(view.path("known_device").booleanValue()).isFalse();
        }
        var listed = doctor.get("/consults/" + consult.id() + "/invitations").body().path("items");
        assertThat(listed.path(0).path("used_count").intValue()).isZero();
        assertThat(listed.toString()).doesNotContain(secret);
    }

    @Test
    void keepsTheDemoLinkWhileItsConsultIsOpen() {
        assertThat(api.api.seedDemo()).isEqualTo(api.demo);
        assertThat(
                        api.stranger()
                                .post("/join/lookup", Map.of("secret", api.demo.joinSecret()))
                                .status())
                .isEqualTo(200);
    }

    @Test
    void countsDevicesNotRejoins() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var created =
                doctor.create(
                        "/consults/" + consult.id() + "/invitations",
                        Map.of("role_in_consult", "patient", "max_uses", 2));
        var secret = TestApi.secretOf(created);
        var first = api.enter(secret, "Awa");
        var ref = api.refOf(first);
        assertThat(
                        first.post("/join/lookup", Map.of("secret", secret))
                                .body()
                                .path("known_device")
                                .booleanValue())
                .isTrue();
        var again = first.post("/join/enter", Map.of("secret", secret, "name", "Awa D.")).body();
        assertThat(again.path("media").path("participant_ref").asText()).isEqualTo(ref);
        assertThat(again.path("media").path("display_name").asText()).isEqualTo("Awa D.");
        assertThat(
                        first.post("/join/refresh")
                                .body()
                                .path("media")
                                .path("participant_ref")
                                .asText())
                .isEqualTo(ref);

        var second = api.enter(secret, "Moussa");
        assertThat(api.refOf(second)).isNotEqualTo(ref);
        var third = api.stranger().post("/join/enter", Map.of("secret", secret, "name", "Trop"));
        assertThat(third.problem()).isEqualTo("gone");
        assertThat(first.post("/join/enter", Map.of("secret", secret, "name", "Awa")).status())
                .isEqualTo(200);
    }

    @Test
    void letsNoMoreDevicesInThanAllowedWhenAllComeAtOnce() throws Exception {
        var doctor = api.doctor();
        var secret = api.invite(doctor, api.open(doctor).id(), "patient");
        var statuses = new ArrayList<Integer>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 12; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                var status =
                                        api.stranger()
                                                .post(
                                                        "/join/enter",
                                                        Map.of("secret", secret, "name", "Foule"))
                                                .status();
                                synchronized (statuses) {
                                    statuses.add(status);
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(statuses.stream().filter(s -> s == 200)).hasSize(3);
        assertThat(statuses.stream().filter(s -> s == 410)).hasSize(9);
    }

    @Test
    void givesEveryDeadLinkTheSameAnswer() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var path = "/consults/" + consult.id() + "/invitations";
        var revoked = doctor.create(path, Map.of("role_in_consult", "patient"));
        var guest = api.enter(TestApi.secretOf(revoked), "Awa");
        var id = revoked.body().path("invitation").path("id").asText();
        assertThat(doctor.post(path + "/" + id + "/revoke").body().path("state").asText())
                .isEqualTo("revoked");
        assertThat(doctor.post(path + "/" + id + "/revoke").status()).isEqualTo(200);
        var usedUp = doctor.create(path, Map.of("role_in_consult", "patient", "max_uses", 1));
        api.enter(TestApi.secretOf(usedUp), "Awa");
        var answers = new ArrayList<String>();
        for (var secret :
                List.of(
                        TestApi.secretOf(revoked),
                        TestApi.secretOf(usedUp),
                        "A".repeat(43),
                        "' or 1=1 --",
                        "x")) {
            for (var call : List.of("/join/lookup", "/join/enter")) {
                var body =
                        call.endsWith("enter")
                                ? Map.of("secret", secret, "name", "N")
                                : Map.of("secret", secret);
                var answer = api.stranger().post(call, body);
                assertThat(answer.status()).as(secret).isEqualTo(410);
                answers.add(answer.body().path("detail").asText());
            }
        }
        assertThat(answers.stream().distinct()).hasSize(1);
        // Who is already in stays.
        assertThat(guest.get("/consults/" + consult.id()).status()).isEqualTo(200);
    }

    @Test
    void slowsDownGuessingLinksButNotPeopleWithGoodOnes() {
        try (var strict =
                new TestApi(
                        new ControlApiConfig.RequestLimits(100_000, 10, 30),
                        LiveLimits.standard())) {
            var stranger = strict.stranger();
            for (var i = 0; i < 20; i++) {
                assertThat(
                                stranger.post(
                                                "/join/lookup",
                                                Map.of("secret", strict.demo.joinSecret()))
                                        .status())
                        .isEqualTo(200);
            }
            for (var i = 0; i < 10; i++) {
                assertThat(stranger.post("/join/lookup", Map.of("secret", "guess" + i)).status())
                        .isEqualTo(410);
            }
            var refused = stranger.post("/join/lookup", Map.of("secret", "guess"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void keepsAGuestFromWhatIsForStaff() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        assertThat(guest.get("/me").status()).isEqualTo(403);
        assertThat(guest.get("/users").status()).isEqualTo(403);
        assertThat(guest.get("/consults").status()).isEqualTo(403);
        assertThat(guest.create("/consults", Map.of()).status()).isEqualTo(403);
    }

    @Test
    void setsTheGuestCookieOutOfReachOfScripts() {
        var doctor = api.doctor();
        var secret = api.invite(doctor, api.open(doctor).id(), "patient");
        var answer = api.stranger().post("/join/enter", Map.of("secret", secret, "name", "Awa"));
        assertThat(answer.header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/api/v1/join");
        assertThat(api.stranger().post("/join/refresh").status()).isEqualTo(401);
    }

    @Test
    void cleansNamesAndRefusesTextBombs() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var html = "<img src=x onerror=alert(1)>";
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), html);
        var names = doctor.get("/consults/" + consult.id()).body().path("participants");
        assertThat(names.path(1).path("display_name").asText()).isEqualTo(html);
        assertThat(guest.get("/consults/" + consult.id()).header("Content-Security-Policy"))
                .contains("default-src 'none'");

        var secret = api.invite(doctor, consult.id(), "patient");
        for (var name :
                List.of(
                        "",
                        "   ",
                        "a\u0000b",
                        "a\nb",
                        "x".repeat(81),
                        "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
                        "\u202E\u2066",
                        "a\u2028b")) {
            var answer = api.stranger().post("/join/enter", Map.of("secret", secret, "name", name));
            assertThat(answer.status()).as(name).isEqualTo(422);
            assertThat(answer.body().path("errors").path(0).path("pointer").asText())
                    .isEqualTo("/name");
        }
        assertThat(
                        api.stranger()
                                .post("/join/enter", Map.of("secret", secret, "name", "ab\u202Ecd"))
                                .body()
                                .path("media")
                                .path("display_name")
                                .asText())
                .isEqualTo("abcd");
    }
}
