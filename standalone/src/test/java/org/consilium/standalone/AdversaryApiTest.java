package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What strangers, guests and colleagues may try with links, ids, texts, cookies and webhooks. */
class AdversaryApiTest {
    private static final String HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final String SQL = "'); drop table consult; -- \" \\ %_ $1 :org ${x} {{7*7}}";

    private final AttackedInstallation target = AttackedInstallation.shared();

    @AfterAll
    static void theCallGoesOn() throws Exception {
        AttackedInstallation.shared().requireUnharmed();
    }

    private static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < times; i++) {
                futures.add(executor.submit(work));
            }
            var results = new ArrayList<T>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    // ---- links

    @Test
    void guessedRevokedAndUsedUpLinksGetOneSameAnswer() {
        ApiClient doctor = target.doctor();
        var consult = target.openConsult(doctor);
        String used = target.link(doctor, consult.id(), 1);
        target.guest(used, "First", 40);
        String revoked = target.link(doctor, consult.id(), 1);
        var invitations =
                doctor.get("/api/v1/consults/" + consult.id() + "/invitations")
                        .body()
                        .path("items");
        String revokedId = invitations.get(0).path("id").asText();
        for (var invitation : invitations) {
            if (invitation.path("used_count").asInt() == 0) {
                revokedId = invitation.path("id").asText();
            }
        }
        assertThat(
                        doctor.send(
                                        "POST",
                                        "/api/v1/consults/"
                                                + consult.id()
                                                + "/invitations/"
                                                + revokedId
                                                + "/revoke",
                                        null)
                                .status())
                .isIn(200, 204);
        String almost = used.substring(0, used.length() - 1) + (used.endsWith("A") ? "B" : "A");
        var answers = new HashSet<String>();
        int source = 41;
        for (String secret : List.of(used, revoked, almost, "A".repeat(used.length()), SQL)) {
            for (String path : List.of("lookup", "enter")) {
                var request = new LinkedHashMap<String, Object>(Map.of("secret", secret));
                if (path.equals("enter")) {
                    request.put("name", "Eve");
                }
                var answer = target.stranger(source).post("/api/v1/join/" + path, request);
                assertThat(answer.status()).as("%s %s", path, secret.length()).isEqualTo(410);
                assertThat(answer.response().headers().map()).doesNotContainKey("set-cookie");
                answers.add(
                        answer.problem()
                                + answer.body().path("title")
                                + answer.body().path("detail"));
            }
            source++;
        }
        assertThat(answers).hasSize(1);
    }

    @Test
    void guessingLinksIsSlowAndBindsOnlyTheGuesser() {
        ApiClient guesser = target.stranger(50);
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 14; i++) {
            statuses.add(
                    guesser.post("/api/v1/join/lookup", Map.of("secret", "guess-" + i)).status());
        }
        assertThat(statuses.subList(0, 10)).containsOnly(410);
        assertThat(statuses.subList(10, 14)).containsOnly(429);
        ApiClient doctor = target.doctor();
        String link = target.link(doctor, target.openConsult(doctor).id(), 1);
        var right = guesser.post("/api/v1/join/lookup", Map.of("secret", link));
        assertThat(right.status()).as("also a right one of the guesser").isEqualTo(429);
        assertThat(right.header("Retry-After")).isNotEmpty();
        assertThat(target.stranger(51).post("/api/v1/join/lookup", Map.of("secret", link)).status())
                .isEqualTo(200);
    }

    @Test
    void aLinkForTwoLetsInTwoOfTenWhoComeAtOnce() throws Exception {
        ApiClient doctor = target.doctor();
        String link = target.link(doctor, target.openConsult(doctor).id(), 2);
        var statuses =
                atOnce(
                        10,
                        () ->
                                target.stranger(52 + (int) (Math.random() * 3))
                                        .post(
                                                "/api/v1/join/enter",
                                                Map.of("secret", link, "name", "Racer"))
                                        .status());
        assertThat(statuses).containsOnly(200, 410);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(2);
    }

    // ---- what is somebody else's

    @Test
    void theConsultOfSomebodyElseDoesNotExist() {
        ApiClient doctor = target.doctor();
        var own = target.openConsult(doctor);
        ApiClient other = target.stranger(55).bearer(target.signIn("paul.nguyen@demo.example"));
        var foreign = target.openConsult(other);
        ApiClient guest = target.guest(target.link(doctor, own.id(), 1), "Guest", 56);
        String missing = UUID.randomUUID().toString();
        for (ApiClient intruder : List.of(doctor, guest)) {
            for (String path :
                    List.of(
                            "GET /consults/%s",
                            "GET /consults/%s/attendance",
                            "GET /consults/%s/invitations",
                            "POST /consults/%s/invitations",
                            "POST /consults/%s/media-token",
                            "POST /consults/%s/end")) {
                String method = path.split(" ")[0];
                String there = "/api/v1" + path.split(" ")[1].formatted(foreign.id());
                String nowhere = "/api/v1" + path.split(" ")[1].formatted(missing);
                byte @Nullable [] body =
                        method.equals("POST")
                                ? "{\"role_in_consult\":\"patient\"}"
                                        .getBytes(StandardCharsets.UTF_8)
                                : null;
                intruder.headers.put("Idempotency-Key", UUID.randomUUID().toString());
                var foreignAnswer = intruder.send(method, there, body);
                intruder.headers.put("Idempotency-Key", UUID.randomUUID().toString());
                var missingAnswer = intruder.send(method, nowhere, body);
                intruder.headers.remove("Idempotency-Key");
                assertThat(foreignAnswer.status()).as(path).isIn(403, 404);
                assertThat(foreignAnswer.status())
                        .as("%s tells nothing", path)
                        .isEqualTo(missingAnswer.status());
                assertThat(foreignAnswer.problem()).isEqualTo(missingAnswer.problem());
            }
            String messages = "/api/v1/conversations/" + foreign.conversation() + "/messages";
            assertThat(intruder.get(messages).status()).isEqualTo(404);
            assertThat(
                            intruder.post(
                                            messages,
                                            Map.of("client_id", UUID.randomUUID(), "text", "hi"))
                                    .status())
                    .isEqualTo(404);
        }
        for (String id :
                List.of(
                        "..",
                        "%2e%2e",
                        "1",
                        "' or 1=1 --".replace(" ", "%20").replace("'", "%27"),
                        "x".repeat(3_000))) {
            assertThat(doctor.get("/api/v1/consults/" + id).status()).as(id).isIn(400, 401, 404);
        }
        assertThat(other.get("/api/v1/consults/" + foreign.id()).status()).isEqualTo(200);
    }

    @Test
    void membersNobodyAskedForAreRefused() {
        ApiClient doctor = target.doctor();
        for (String member : List.of("org_id", "lead_id", "status", "version", "id", "room")) {
            var answer = doctor.create("/api/v1/consults", Map.of("title", "x", member, "y"));
            assertThat(answer.status()).as(member).isEqualTo(422);
            assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("unknown_member");
        }
        var made =
                doctor.create(
                        "/api/v1/users",
                        Map.of("email", "a@b.example", "display_name", "A", "role", "admin"));
        assertThat(made.status()).as("a doctor makes no administrator").isEqualTo(403);
    }

    // ---- texts

    @Test
    void htmlAndSqlAreTextEverywhere() {
        ApiClient doctor = target.doctor();
        for (String text : List.of(HTML, SQL)) {
            var opened = doctor.create("/api/v1/consults", Map.of("title", text));
            assertThat(opened.status()).isEqualTo(201);
            assertThat(opened.body().path("title").asText()).isEqualTo(text);
            String id = opened.body().path("id").asText();
            String link = target.link(doctor, id, 2);
            ApiClient guest = target.guest(link, text, 58);
            String path =
                    "/api/v1/conversations/"
                            + opened.body().path("conversation_id").asText()
                            + "/messages";
            var posted = guest.post(path, Map.of("client_id", UUID.randomUUID(), "text", text));
            assertThat(posted.status()).as(posted.text()).isEqualTo(201);
            var read = doctor.get(path);
            assertThat(read.body().at("/items/0/text").asText()).isEqualTo(text);
            assertThat(read.body().at("/items/0/sender_name").asText()).isEqualTo(text);
            assertThat(read.header("Content-Type")).startsWith("application/json");
            assertThat(read.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(read.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "sandbox");
            ApiClient stranger = target.stranger(59);
            assertThat(
                            stranger.post(
                                            "/api/v1/auth/login",
                                            Map.of("email", text, "password", text))
                                    .status())
                    .isEqualTo(401);
            var echoed =
                    stranger.get(
                            "/api/v1/" + java.net.URLEncoder.encode(text, StandardCharsets.UTF_8));
            assertThat(echoed.status()).isIn(400, 404);
            assertThat(echoed.text()).doesNotContain("<script>");
            doctor.headers.put("Idempotency-Key", text.replaceAll("[^ -~]", ""));
            assertThat(doctor.post("/api/v1/consults", Map.of("title", "x")).status())
                    .isIn(201, 400, 422);
            doctor.headers.put("Accept-Language", text.replaceAll("[^ -~]", ""));
            assertThat(doctor.get("/api/v1/consults").status()).isEqualTo(200);
            doctor.headers.remove("Idempotency-Key");
            doctor.headers.remove("Accept-Language");
            for (String parameter : List.of("cursor", "limit", "status")) {
                assertThat(
                                doctor.get(
                                                "/api/v1/consults?"
                                                        + parameter
                                                        + "="
                                                        + java.net.URLEncoder.encode(
                                                                text, StandardCharsets.UTF_8))
                                        .status())
                        .as(parameter)
                        .isIn(400, 422);
            }
        }
    }

    @Test
    void textBombsAreRefused() {
        ApiClient doctor = target.doctor();
        var consult = target.openConsult(doctor);
        String path = "/api/v1/conversations/" + consult.conversation() + "/messages";
        for (String text :
                List.of(
                        "x".repeat(20_000),
                        "a\u0000b",
                        "\ud800",
                        "\u001b[2J",
                        "e" + "\u0301".repeat(60))) {
            var answer =
                    doctor.send(
                            "POST",
                            path,
                            ("{\"client_id\":\""
                                            + UUID.randomUUID()
                                            + "\",\"text\":\""
                                            + escaped(text)
                                            + "\"}")
                                    .getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(escaped(text.substring(0, 1))).isIn(400, 422);
        }
        assertThat(doctor.get(path).body().path("items")).isEmpty();
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append(c >= ' ' && c < 127 ? "" + c : "\\u%04x".formatted((int) c));
        }
        return escaped.toString();
    }

    // ---- sign-in

    @Test
    void foreignPagesCannotUseTheCookie() {
        ApiClient browser = target.stranger(60);
        assertThat(
                        browser.post(
                                        "/api/v1/auth/login",
                                        Map.of(
                                                "email", "paul.nguyen@demo.example",
                                                "password", "consilium demo 2026"))
                                .status())
                .isEqualTo(200);
        String stolen = Objects.requireNonNull(browser.cookies.get("consilium_refresh"));
        target.secret(stolen);
        for (Map<String, String> foreign :
                List.of(
                        Map.of("Origin", "https://evil.example"),
                        Map.of("Origin", "null"),
                        Map.of("Origin", "http://127.0.0.1.evil.example"),
                        Map.of("Origin", "http://evil.example", "X-Forwarded-Host", "evil.example"),
                        Map.of("Sec-Fetch-Site", "cross-site"),
                        Map.of("Sec-Fetch-Site", "same-site"))) {
            browser.headers.putAll(foreign);
            assertThat(browser.send("POST", "/api/v1/auth/refresh", null).status())
                    .as("%s", foreign)
                    .isEqualTo(403);
            assertThat(browser.send("POST", "/api/v1/auth/logout", null).status())
                    .as("%s", foreign)
                    .isEqualTo(403);
            foreign.keySet().forEach(browser.headers::remove);
        }
        assertThat(browser.get("/api/v1/auth/refresh").status()).isEqualTo(405);
        var refreshed = browser.send("POST", "/api/v1/auth/refresh", null);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/api/v1/auth");
        // Twice further on, the first one is a thief's, and ends the family.
        assertThat(browser.send("POST", "/api/v1/auth/refresh", null).status()).isEqualTo(200);
        ApiClient thief = target.stranger(61);
        thief.cookies.put("consilium_refresh", stolen);
        assertThat(thief.send("POST", "/api/v1/auth/refresh", null).status()).isEqualTo(401);
        assertThat(browser.send("POST", "/api/v1/auth/refresh", null).status()).isEqualTo(401);
    }

    @Test
    void guessingPasswordsIsSlow() throws Exception {
        var statuses =
                atOnce(
                        12,
                        () ->
                                target.stranger(62)
                                        .post(
                                                "/api/v1/auth/login",
                                                Map.of(
                                                        "email",
                                                        "Admin@demo.example ",
                                                        "password",
                                                        "x" + Math.random()))
                                        .status());
        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses.stream().filter(status -> status == 401).count())
                .as("tries on one account")
                .isLessThanOrEqualTo(5);
        var unknown =
                target.stranger(63)
                        .post(
                                "/api/v1/auth/login",
                                Map.of("email", "nobody@demo.example", "password", "x"));
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.problem()).isEqualTo("unauthenticated");
    }

    // ---- the live WebSocket of the API

    private java.net.URI live() {
        return java.net.URI.create(target.signalling() + "/ws/v1");
    }

    private String ticket(ApiClient caller) {
        return target.secret(
                caller.post("/api/v1/ws-tickets", Map.of()).body().path("ticket").asText());
    }

    @Test
    void theLiveSocketTakesNoGarbageNoForeignPageAndNoTicketTwice() throws Exception {
        ApiClient doctor = target.doctor();
        assertThat(SignalSocket.status("https://evil.example", live())).isEqualTo(403);
        assertThat(SignalSocket.status("null", live())).isEqualTo(403);
        assertThat(SignalSocket.status(target.address().toString(), live())).isEqualTo(101);
        for (String first :
                List.of(
                        "garbage",
                        "",
                        "[".repeat(20_000),
                        "{\"v\":1,\"type\":\"subscribe\",\"topic\":\"consult.x\"}",
                        "{\"v\":1,\"type\":\"hello\",\"data\":{\"ticket\":\"guess\"}}",
                        "{\"v\":1,\"type\":\"hello\",\"data\":{\"ticket\":\""
                                + SQL.replace("\\", "").replace("\"", "")
                                + "\"}}")) {
            try (SignalSocket socket = SignalSocket.open(live())) {
                socket.sendText(first);
                assertThat(socket.closeCode()).as(first).isEqualTo(4401);
            }
        }
        try (SignalSocket binary = SignalSocket.open(live());
                SignalSocket large = SignalSocket.open(live())) {
            binary.send(new byte[] {1, 2, 3});
            assertThat(binary.closeCode()).isEqualTo(1003);
            boolean unused = large.trySendText("x".repeat(40_000));
            assertThat(large.closeCode()).isEqualTo(1009);
        }
        String ticket = ticket(doctor);
        var foreign =
                target.openConsult(
                        target.stranger(64).bearer(target.signIn("paul.nguyen@demo.example")));
        try (SignalSocket welcome = SignalSocket.open(live());
                SignalSocket again = SignalSocket.open(live())) {
            welcome.sendText(
                    "{\"v\":1,\"id\":\"1\",\"type\":\"hello\",\"data\":{\"ticket\":\""
                            + ticket
                            + "\"}}");
            assertThat(welcome.nextText()).contains("\"ack\"");
            again.sendText("{\"v\":1,\"type\":\"hello\",\"data\":{\"ticket\":\"" + ticket + "\"}}");
            assertThat(again.closeCode()).isEqualTo(4401);
            for (String topic :
                    List.of(
                            "consult." + foreign.id(),
                            "conversation." + foreign.conversation(),
                            "consult." + UUID.randomUUID(),
                            "audit.1",
                            "x")) {
                welcome.sendText(
                        "{\"v\":1,\"id\":\"2\",\"type\":\"subscribe\",\"topic\":\""
                                + topic
                                + "\"}");
                assertThat(welcome.nextText()).as(topic).contains("\"error\"", "not-found");
            }
            int sent = 0;
            while (sent < 2_000
                    && welcome.isOpen()
                    && welcome.trySendText("{\"v\":1,\"type\":\"x\"}")) {
                sent++;
            }
            assertThat(welcome.closeCode()).isEqualTo(4429);
        }
    }

    // ---- webhooks

    private static String webhookToken(byte[] body, String secret, long expires) throws Exception {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", AttackedInstallation.KEY.id());
        claims.put("exp", expires);
        claims.put(
                "sha256",
                Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(body)));
        return Forgery.sign(Map.of("alg", "HS256"), claims, secret);
    }

    @Test
    void webhooksOfOthersAreRefusedAndReplayedOnesCountOnce() throws Exception {
        ApiClient doctor = target.doctor();
        var consult = target.openConsult(doctor);
        ApiClient guest = target.guest(target.link(doctor, consult.id(), 1), "Attended", 66);
        String reference =
                ApiClient.claims(
                                Objects.requireNonNull(guest.headers.get("Authorization"))
                                        .substring(7))
                        .path("sub")
                        .asText();
        String token =
                doctor.post("/api/v1/consults/" + consult.id() + "/media-token", Map.of())
                        .body()
                        .path("token")
                        .asText();
        String room = ApiClient.claims(target.secret(token)).at("/video/room").asText();
        long now = Instant.now().getEpochSecond();
        byte[] joined =
                ApiClient.JSON.writeValueAsBytes(
                        Map.of(
                                "event",
                                "participant_joined",
                                "id",
                                "EV_" + UUID.randomUUID(),
                                "createdAt",
                                "" + now,
                                "room",
                                Map.of("name", room, "sid", "RM_adversary"),
                                "participant",
                                Map.of(
                                        "identity",
                                        reference,
                                        "sid",
                                        "PA_adversary",
                                        "joinedAt",
                                        "" + now,
                                        "name",
                                        "x".repeat(300_000))));
        ApiClient sender = target.stranger(67);
        sender.headers.put("Content-Type", "application/webhook+json");
        String good =
                target.secret(webhookToken(joined, AttackedInstallation.KEY.secret(), now + 300));
        for (String forged :
                List.of(
                        "",
                        "x",
                        webhookToken(joined, "other secret", now + 300),
                        webhookToken(joined, AttackedInstallation.KEY.secret(), now - 61),
                        webhookToken(new byte[0], AttackedInstallation.KEY.secret(), now + 300),
                        target.token(AttackedInstallation.claims(room, reference)),
                        Forgery.unsigned(Map.of("alg", "none"), Map.of("iss", "devkey")) + ".")) {
            sender.headers.put("Authorization", forged.isEmpty() ? "none" : forged);
            assertThat(sender.send("POST", "/internal/media-webhooks", joined).status())
                    .isEqualTo(401);
        }
        sender.headers.put("Authorization", good);
        assertThat(
                        sender.send(
                                        "POST",
                                        "/internal/media-webhooks",
                                        "{}".getBytes(StandardCharsets.UTF_8))
                                .status())
                .as("another body")
                .isEqualTo(401);
        for (int i = 0; i < 3; i++) {
            assertThat(sender.send("POST", "/internal/media-webhooks", joined).status())
                    .isIn(200, 204);
        }
        var rows =
                doctor.get("/api/v1/consults/" + consult.id() + "/attendance").body().path("items");
        int present = 0;
        for (var row : rows) {
            present +=
                    row.path("participant_ref").asText().equals(reference)
                                    || row.path("name").asText().equals("Attended")
                                    || row.path("display_name").asText().equals("Attended")
                            ? 1
                            : 0;
        }
        assertThat(present).as("rows of %s", rows).isEqualTo(1);
    }
}
