package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.consilium.control.live.LiveLimits;
import org.consilium.control.media.MediaConfig;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * A running API on a free port, with a real database of its own, and clients for it. Every answer
 * is checked against openapi.yaml.
 */
final class TestApi implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static final LiveLimits QUICK =
            new LiveLimits(
                    Duration.ofSeconds(3),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(4),
                    Duration.ofMillis(500));

    final FakeMediaServer media = new FakeMediaServer();
    final ControlApi api;
    final Server server;
    final int port;
    final ControlApi.Demo demo;
    private final Path directory;

    private static @Nullable TestApi shared;

    /** One instance for the tests that do not need one of their own; ends with the JVM. */
    static synchronized TestApi shared() {
        if (shared == null) {
            shared = new TestApi();
        }
        return shared;
    }

    TestApi() {
        this(new ControlApiConfig.RequestLimits(100_000, 100_000, 100_000), LiveLimits.standard());
    }

    TestApi(ControlApiConfig.RequestLimits limits, LiveLimits live) {
        this(limits, live, true);
    }

    TestApi(ControlApiConfig.RequestLimits limits, LiveLimits live, boolean withDemo) {
        try {
            directory = Files.createTempDirectory(Path.of("target"), "api-");
            api =
                    ControlApi.start(
                            new ControlApiConfig(
                                    directory,
                                    TestCluster.freshDatabase(),
                                    new MediaConfig(
                                            FakeMediaServer.KEY,
                                            FakeMediaServer.SECRET,
                                            media.url(),
                                            null),
                                    null,
                                    Set.of("https://allowed.example"),
                                    "Hôpital d'essai",
                                    "fr",
                                    "Europe/Paris",
                                    limits,
                                    live));
            demo =
                    withDemo
                            ? api.seedDemo()
                            : new ControlApi.Demo(List.of(), "", "", new UUID(0, 0), "");
            server = ControlApiProgram.serve(api, "127.0.0.1", 0);
            port = ControlApiProgram.port(server);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** An answer. */
    record Answer(int status, HttpResponse<byte[]> response, JsonNode body) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String problem() {
            return body.path("type").asText().replace("/problems/", "");
        }

        String fieldError() {
            var error = body.path("errors").path(0);
            return error.path("pointer").asText() + " " + error.path("code").asText();
        }
    }

    /** A browser or program talking to the API: keeps cookies and its access token. */
    final class Client {
        String token = "";
        final Map<String, String> cookies = new HashMap<>();
        final Map<String, String> headers = new HashMap<>();

        Answer get(String path) {
            return send("GET", path, null);
        }

        Answer post(String path) {
            return send("POST", path, null);
        }

        Answer post(String path, Object body) {
            try {
                return send("POST", path, JSON.writeValueAsBytes(body));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A creating call with a new idempotency key. */
        Answer create(String path, Object body) {
            headers.put("Idempotency-Key", UUID.randomUUID().toString());
            try {
                return post(path, body);
            } finally {
                headers.remove("Idempotency-Key");
            }
        }

        Answer send(String method, String path, byte @Nullable [] body) {
            var request =
                    HttpRequest.newBuilder(uri("/api/v1" + path)).timeout(Duration.ofSeconds(60));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            if (!cookies.isEmpty()) {
                var line = new StringBuilder();
                cookies.forEach(
                        (name, value) -> line.append(name).append('=').append(value).append("; "));
                request.header("Cookie", line.substring(0, line.length() - 2));
            }
            if (body != null && !headers.containsKey("Content-Type")) {
                request.header("Content-Type", "application/json");
            }
            headers.forEach(request::header);
            request.method(
                    method,
                    body == null
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofByteArray(body));
            try {
                var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                for (var cookie : response.headers().allValues("Set-Cookie")) {
                    var pair = cookie.substring(0, cookie.indexOf(';'));
                    cookies.put(
                            pair.substring(0, pair.indexOf('=')),
                            pair.substring(pair.indexOf('=') + 1).replace("\"", ""));
                }
                var type = response.headers().firstValue("Content-Type").orElse("");
                var json =
                        type.contains("json") && response.body().length > 0
                                ? JSON.readTree(response.body())
                                : MissingNode.getInstance();
                if (!method.equals("HEAD")) {
                    OpenApiContract.check(
                            method,
                            path.replaceAll("\\?.*", ""),
                            response.statusCode(),
                            type,
                            json);
                }
                assertThat(response.headers().firstValue("X-Content-Type-Options"))
                        .hasValue("nosniff");
                assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
                return new Answer(response.statusCode(), response, json);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(method + " " + path, e);
            }
        }
    }

    Client stranger() {
        return new Client();
    }

    Client signedIn(String email) {
        var client = new Client();
        var answer =
                client.post("/auth/login", Map.of("email", email, "password", demo.password()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        client.token = answer.body().path("access_token").asText();
        return client;
    }

    private final Map<String, String> tokens = new java.util.concurrent.ConcurrentHashMap<>();

    /** A client with the access token of an earlier sign-in: hashing a password takes its time. */
    private Client known(String email) {
        var client = new Client();
        client.token = tokens.computeIfAbsent(email, e -> signedIn(e).token);
        return client;
    }

    Client doctor() {
        return known(demo.doctorEmails().getFirst());
    }

    /** A doctor nobody else in the tests uses. */
    Client newDoctor(String email) {
        var created =
                admin().create(
                                "/users",
                                Map.of("email", email, "display_name", "Dr New", "role", "doctor"));
        var doctor = new Client();
        var answer =
                doctor.post(
                        "/auth/password/set",
                        Map.of(
                                "token", created.body().path("password_token").asText(),
                                "password", demo.password()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        doctor.token = answer.body().path("access_token").asText();
        return doctor;
    }

    Client otherDoctor() {
        return known(demo.doctorEmails().get(1));
    }

    Client admin() {
        return known(demo.adminEmail());
    }

    /** A consult of a doctor, with the room name its media tokens are for. */
    record Opened(String id, String conversation, String leadRef, String room) {}

    Opened open(Client doctor) {
        var consult = doctor.create("/consults", Map.of("title", "Essai")).body();
        var id = consult.path("id").asText();
        var token = doctor.post("/consults/" + id + "/media-token").body().path("token").asText();
        return new Opened(
                id,
                consult.path("conversation_id").asText(),
                consult.path("my_participant_ref").asText(),
                claims(token).path("video").path("room").asText());
    }

    /** The secret of a new link. */
    String invite(Client doctor, String consultId, String role) {
        var answer =
                doctor.create(
                        "/consults/" + consultId + "/invitations", Map.of("role_in_consult", role));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return secretOf(answer);
    }

    static String secretOf(Answer created) {
        var link = created.body().path("link").asText();
        return link.substring(link.indexOf('#') + 1);
    }

    /** A guest who has entered. */
    Client enter(String secret, String name) {
        var guest = new Client();
        var answer = guest.post("/join/enter", Map.of("secret", secret, "name", name));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        guest.token = answer.body().path("access_token").asText();
        return guest;
    }

    String refOf(Client guest) {
        return claims(guest.token).path("sub").asText();
    }

    static JsonNode claims(String jwt) {
        try {
            return JSON.readTree(java.util.Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a webhook as the media server would; returns the status. */
    int webhook(String json) {
        var body = json.getBytes(StandardCharsets.UTF_8);
        return webhook(
                body,
                FakeMediaServer.sign(body, FakeMediaServer.SECRET, Instant.now().plusSeconds(300)));
    }

    int webhook(byte[] body, @Nullable String authorization) {
        var request =
                HttpRequest.newBuilder(uri("/internal/media-webhooks"))
                        .header("Content-Type", "application/webhook+json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        api.close();
        media.close();
        TestCluster.delete(directory);
    }
}
