package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Nothing that was acknowledged is lost: the program killed, then PostgreSQL killed, both with
 * SIGKILL in the middle of writing.
 */
class DurabilityTest {
    @SuppressWarnings("NullAway.Init") // Set by start.
    private Process process;

    private int port;

    @SuppressWarnings("NullAway.Init") // Set by start.
    private String secret;

    private void start(Path directory) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledApi.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line; (line = out.readLine()) != null; ) {
            if (line.startsWith("READY ")) {
                var words = line.split(" ", -1);
                port = Integer.parseInt(words[1]);
                secret = words[2];
                return;
            }
        }
        throw new IllegalStateException("the program ended before it was ready");
    }

    private HttpResponse<String> send(
            String path, @Nullable String token, @Nullable String cookie, @Nullable String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                        .timeout(Duration.ofSeconds(20));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        if (body == null) {
            request.GET();
        } else {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return TestApi.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts from four threads until the ground falls away; returns what was acknowledged. */
    private Map<String, Long> writeUntil(String conversation, String token, Kill kill)
            throws Exception {
        var acknowledged = new ConcurrentHashMap<String, Long>();
        var over = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 4; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    while (!over.get()) {
                                        var id = UUID.randomUUID().toString();
                                        var answer =
                                                send(
                                                        "/conversations/"
                                                                + conversation
                                                                + "/messages",
                                                        token,
                                                        null,
                                                        "{\"client_id\":\""
                                                                + id
                                                                + "\",\"text\":\""
                                                                + id
                                                                + "\"}");
                                        if (answer.statusCode() != 201) {
                                            return;
                                        }
                                        acknowledged.put(
                                                id,
                                                TestApi.JSON
                                                        .readTree(answer.body())
                                                        .path("seq")
                                                        .longValue());
                                    }
                                } catch (IOException | InterruptedException e) {
                                    return; // The ground fell away.
                                }
                            }));
        }
        while (acknowledged.size() < 40) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        kill.run();
        over.set(true); // A quick recovery may serve the writers as if nothing had been.
        for (var thread : threads) {
            thread.join();
        }
        return acknowledged;
    }

    /** How the ground falls away. */
    private interface Kill {
        void run() throws Exception;
    }

    private void assertAllThere(String conversation, String token, Map<String, Long> acknowledged)
            throws Exception {
        var found = new ConcurrentHashMap<String, Long>();
        var seqs = new ArrayList<Long>();
        for (var after = 0L; ; after = seqs.getLast()) {
            var page =
                    TestApi.JSON.readTree(
                            send(
                                            "/conversations/"
                                                    + conversation
                                                    + "/messages?limit=200&after_seq="
                                                    + after,
                                            token,
                                            null,
                                            null)
                                    .body());
            for (JsonNode item : page.path("items")) {
                found.put(item.path("client_id").asText(), item.path("seq").longValue());
                seqs.add(item.path("seq").longValue());
            }
            if (!page.path("has_more").booleanValue()) {
                break;
            }
        }
        assertThat(found).containsAllEntriesOf(acknowledged);
        for (var i = 0; i < seqs.size(); i++) {
            assertThat(seqs.get(i)).isEqualTo(i + 1L);
        }
    }

    @Test
    void losesNothingAcknowledgedWhenKilled() throws Exception {
        var directory = Files.createTempDirectory(Path.of("target"), "killed-").toAbsolutePath();
        try {
            start(directory);
            var entered =
                    send(
                            "/join/enter",
                            null,
                            null,
                            "{\"secret\":\"" + secret + "\",\"name\":\"Awa\"}");
            var cookie =
                    entered.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
            var body = TestApi.JSON.readTree(entered.body());
            var token = body.path("access_token").asText();
            var conversation = body.path("media").path("conversation_id").asText();
            var before = writeUntil(conversation, token, () -> process.destroyForcibly().waitFor());

            start(directory);
            var again = TestApi.JSON.readTree(send("/join/refresh", null, cookie, "").body());
            var newToken = again.path("access_token").asText();
            assertThat(again.path("media").path("participant_ref"))
                    .isEqualTo(body.path("media").path("participant_ref"));
            assertAllThere(conversation, newToken, before);

            var acknowledged = new ConcurrentHashMap<>(before);
            acknowledged.putAll(writeUntil(conversation, newToken, () -> killPostgres(directory)));
            var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (send("/installation", null, null, null).statusCode() != 200) {
                assertThat(System.nanoTime()).as("PostgreSQL came back").isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertAllThere(conversation, newToken, acknowledged);
            assertThat(permissions(directory.resolve("installation.key"))).isEqualTo("rw-------");
            assertThat(permissions(directory.resolve("postgres/password"))).isEqualTo("rw-------");
        } finally {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            TestCluster.delete(directory);
        }
    }

    private static void killPostgres(Path directory) throws Exception {
        var pid = postmaster(directory);
        new ProcessBuilder(List.of("kill", "-9", Long.toString(pid))).inheritIO().start().waitFor();
    }

    private static long postmaster(Path directory) throws IOException {
        var file = directory.resolve("postgres/cluster/postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }

    private static String permissions(Path file) throws IOException {
        return java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file));
    }
}
