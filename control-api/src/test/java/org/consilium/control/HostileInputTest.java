package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostileInputTest {
    private final TestApi api = TestApi.shared();

    private TestApi.Answer login(byte[] body) {
        return api.stranger().send("POST", "/auth/login", body);
    }

    private TestApi.Answer login(String body) {
        return login(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatIsNoJson() {
        for (var body :
                List.of(
                        "",
                        "{",
                        "null x",
                        "{\"email\":\"a\"",
                        "{'email':'a'}",
                        "{\"email\":\"a\",}",
                        "nul",
                        "{\"email\":\"a\",\"email\":\"b\"}",
                        "{\"email\":\"a\"} {}",
                        "\uFEFF{}",
                        "{\"a\":\"\n\"}",
                        "[".repeat(5000),
                        "{\"email\":" + "[".repeat(25) + "]".repeat(25) + "}")) {
            var answer = login(body);
            assertThat(answer.problem())
                    .as(body.substring(0, Math.min(30, body.length())))
                    .isIn("malformed-json", "validation-failed");
            assertThat(answer.status()).isIn(400, 422);
        }
        assertThat(
                        login(new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'})
                                .problem())
                .isEqualTo("malformed-json");
        assertThat(
                        login(
                                        new byte[] {
                                            '{',
                                            '"',
                                            (byte) 0xED,
                                            (byte) 0xA0,
                                            (byte) 0x80,
                                            '"',
                                            ':',
                                            '1',
                                            '}'
                                        })
                                .problem())
                .as("a surrogate in UTF-8")
                .isEqualTo("malformed-json");
        assertThat(login("\"text\"").status()).isIn(400, 422);
        assertThat(login("null").problem()).isEqualTo("validation-failed");
    }

    @Test
    void refusesMembersAndTypesItDoesNotKnow() {
        assertThat(
                        login("{\"email\":\"a@b.cd\",\"password\":\"x\",\"role\":\"admin\"}")
                                .fieldError())
                .isEqualTo("/role unknown_member");
        assertThat(login("{\"email\":1,\"password\":\"x\"}").fieldError())
                .isEqualTo("/email wrong_type");
        assertThat(login("{\"email\":[\"a\"],\"password\":\"x\"}").fieldError())
                .isEqualTo("/email wrong_type");
        assertThat(login("{\"email\":{},\"password\":\"x\"}").status()).isEqualTo(422);
        assertThat(login("{\"email\":null,\"password\":\"x\"}").fieldError())
                .isEqualTo("/email required");
        var doctor = api.doctor();
        var path = "/consults/" + api.open(doctor).id() + "/invitations";
        for (var uses : List.of("0", "6", "1.5", "\"3\"", "true", "99999999999", "1e2")) {
            doctor.headers.put("Idempotency-Key", UUID.randomUUID().toString());
            var body = "{\"role_in_consult\":\"patient\",\"max_uses\":" + uses + "}";
            assertThat(doctor.send("POST", path, body.getBytes(StandardCharsets.UTF_8)).status())
                    .as(uses)
                    .isEqualTo(422);
        }
        doctor.headers.clear();
        for (var member : List.of("org_id", "status", "version", "lead_id", "id", "event_seq")) {
            assertThat(doctor.create("/consults", Map.of(member, "x")).fieldError())
                    .isEqualTo("/" + member + " unknown_member");
        }
    }

    @Test
    void refusesBodiesThatAreTooLarge() {
        assertThat(login("{\"email\":\"" + "x".repeat(70_000) + "\"}").problem())
                .isEqualTo("payload-too-large");
        assertThat(login(new byte[900_000]).problem()).isEqualTo("payload-too-large");
    }

    @Test
    void refusesOtherMediaTypesMethodsAndPlaces() {
        var client = api.stranger();
        client.headers.put("Content-Type", "text/plain");
        assertThat(
                        client.send("POST", "/auth/login", "{}".getBytes(StandardCharsets.UTF_8))
                                .problem())
                .isEqualTo("unsupported-media-type");
        client.headers.put("Content-Type", "application/x-www-form-urlencoded");
        assertThat(
                        client.send(
                                        "POST",
                                        "/auth/login",
                                        "email=a".getBytes(StandardCharsets.UTF_8))
                                .problem())
                .isEqualTo("unsupported-media-type");
        client.headers.clear();
        for (var method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            assertThat(client.send(method, "/auth/login", null).status()).as(method).isEqualTo(405);
        }
        for (var path : List.of("/", "/nothing", "/consults/x/y/z", "/application.wadl", "/me/")) {
            assertThat(client.get(path).status()).as(path).isIn(401, 404);
        }
        client.headers.put("Accept", "application/xml");
        assertThat(client.get("/installation").status()).isEqualTo(406);
        assertThat(client.get("/installation?x=1").status()).isIn(400, 406);
        client.headers.clear();
        assertThat(client.get("/installation?x=1").problem()).isEqualTo("bad-request");
    }

    @Test
    void speaksTheLanguageOfTheCaller() {
        var client = api.stranger();
        client.headers.put("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.5");
        assertThat(client.get("/me").body().path("title").asText()).isEqualTo("Non connecté");
        client.headers.put("Accept-Language", "en-GB");
        assertThat(client.get("/me").body().path("title").asText()).isEqualTo("Not signed in");
        for (var odd : List.of("*", "xx", ";;;q=9", "fr;q=banana")) {
            client.headers.put("Accept-Language", odd);
            assertThat(client.get("/me").status()).as(odd).isEqualTo(401);
        }
    }

    @Test
    void takesSqlInEveryFieldForText() {
        var sql = "'; drop table consult; -- \" \\ %_ $1 :org {0}";
        var doctor = api.doctor();
        var opened = doctor.create("/consults", Map.of("title", sql));
        assertThat(opened.body().path("title").asText()).isEqualTo(sql);
        var id = opened.body().path("id").asText();
        var invitation =
                doctor.create(
                        "/consults/" + id + "/invitations",
                        Map.of(
                                "role_in_consult",
                                "patient",
                                "name",
                                sql,
                                "relation",
                                sql.substring(0, 30).strip()));
        assertThat(invitation.status()).isEqualTo(201);
        var guest = api.enter(TestApi.secretOf(invitation), sql);
        var path = "/conversations/" + opened.body().path("conversation_id").asText() + "/messages";
        assertThat(guest.post(path, Map.of("client_id", UUID.randomUUID(), "text", sql)).status())
                .isEqualTo(201);
        assertThat(doctor.get(path).body().at("/items/0/text").asText()).isEqualTo(sql);
        assertThat(doctor.get(path).body().at("/items/0/sender_name").asText()).isEqualTo(sql);
        for (var field : List.of("role_in_consult", "locale")) {
            var request = new HashMap<String, Object>(Map.of("role_in_consult", "patient"));
            request.put(field, sql);
            assertThat(doctor.create("/consults/" + id + "/invitations", request).fieldError())
                    .isEqualTo("/" + field + " not_allowed");
        }
        assertThat(
                        login("{\"email\":\"" + "' or '1'='1" + "\",\"password\":\"' or '1'='1\"}")
                                .status())
                .isEqualTo(401);
        assertThat(doctor.get("/consults/" + id + "/attendance").status()).isEqualTo(200);
    }

    @Test
    void survivesRandomBodies() {
        var seed = 42L;
        var random = new Random(seed);
        var alphabet = "{}[]\",:0123456789truefalsnul\\u00d8 emailpswordtk\n\u0000é";
        for (var i = 0; i < 300; i++) {
            var body = new StringBuilder();
            var length = random.nextInt(200);
            for (var j = 0; j < length; j++) {
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(login(body.toString()).status())
                    .as("seed %d round %d: %s", seed, i, body)
                    .isIn(400, 401, 422);
        }
    }

    @Test
    void limitsEachCaller() {
        try (var strict =
                new TestApi(
                        new ControlApiConfig.RequestLimits(15, 10, 30),
                        org.consilium.control.live.LiveLimits.standard())) {
            var client = strict.stranger();
            for (var i = 0; i < 15; i++) {
                assertThat(client.get("/installation").status()).isEqualTo(200);
            }
            var refused = client.get("/installation");
            assertThat(refused.problem()).isEqualTo("too-many-requests");
            assertThat(refused.header("Retry-After")).isNotEmpty();
        }
    }
}
