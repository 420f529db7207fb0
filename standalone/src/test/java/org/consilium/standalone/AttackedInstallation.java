package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consilium.server.observe.LogLines;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The whole product, as {@code ./consilium up --dev} composes it, with a call that goes on and
 * somebody who watches: what is logged, which threads live, what is counted and how much memory is
 * held. One for all adversary tests of the run; {@link #requireUnharmed} after each.
 */
final class AttackedInstallation {
    /** Known to everybody: it is what {@code --dev} means. Forged tokens are signed with it too. */
    static final MediaKey KEY = MediaKey.DEVELOPMENT;

    /** Every line as it would be printed, and what it was made of. */
    private record Logged(ILoggingEvent event, String line) {}

    private final Installation installation;
    private final Queue<Logged> log = new ConcurrentLinkedQueue<>();
    private final Set<String> secrets = new ConcurrentSkipListSet<>();
    private final Set<String> threads;
    private final LastingCall call;
    private final String doctorToken;
    private final String consult;

    /** An open consult of the demo doctor. */
    record Consult(String id, String conversation) {}

    private static @Nullable AttackedInstallation shared;

    static synchronized AttackedInstallation shared() {
        AttackedInstallation running = shared;
        if (running == null) {
            running = start();
            shared = running;
        }
        return running;
    }

    private static AttackedInstallation start() {
        try {
            return new AttackedInstallation();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private AttackedInstallation() throws Exception {
        LogLines.install();
        watchLog();
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        Path data = Files.createTempDirectory(target, "attacked-");
        installation =
                Installation.start(
                        new Installation.Options(
                                true, InetAddress.getLoopbackAddress(), 0, 0, 0, data, ""));
        doctorToken = signIn("claire.martin@demo.example");
        consult = openConsult(doctor()).id();
        call = LastingCall.start(signalling().toString(), mediaTokenOfGuest(), mediaTokenOfGuest());
        threads = ownThreads();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(data)));
    }

    private void end(Path data) {
        call.close();
        installation.stop();
        try (var files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + data);
        }
    }

    private void watchLog() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var layout = new LogLines();
        layout.setContext(context);
        layout.start();
        var appender =
                new AppenderBase<ILoggingEvent>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        log.add(new Logged(event, layout.doLayout(event)));
                    }
                };
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
    }

    // ---- where it is

    URI address() {
        return URI.create("http://127.0.0.1:" + installation.address().getPort());
    }

    URI signalling() {
        return URI.create("ws://127.0.0.1:" + installation.address().getPort());
    }

    /** The loopback address at which media is received. */
    java.net.InetSocketAddress media() {
        return new java.net.InetSocketAddress(
                InetAddress.getLoopbackAddress(), installation.mediaAddresses().getFirst().port());
    }

    // ---- people

    /** A caller without any right. */
    ApiClient stranger(int source) {
        return new ApiClient(address(), source);
    }

    ApiClient doctor() {
        return stranger(1).bearer(doctorToken);
    }

    String signIn(String email) {
        var answer =
                stranger(2)
                        .post(
                                "/api/v1/auth/login",
                                Map.of("email", email, "password", "consilium demo 2026"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return secret(answer.body().path("access_token").asText());
    }

    Consult openConsult(ApiClient doctor) {
        var opened = doctor.create("/api/v1/consults", Map.of("title", "Essai"));
        assertThat(opened.status()).as(opened.text()).isEqualTo(201);
        return new Consult(
                opened.body().path("id").asText(), opened.body().path("conversation_id").asText());
    }

    /** The secret of a new link. */
    String link(ApiClient doctor, String consultId, int maxUses) {
        var created =
                doctor.create(
                        "/api/v1/consults/" + consultId + "/invitations",
                        Map.of("role_in_consult", "patient", "max_uses", maxUses));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String link = created.body().path("link").asText();
        return secret(link.substring(link.indexOf('#') + 1));
    }

    /** Somebody who entered by a link. */
    ApiClient guest(String link, String name, int source) {
        ApiClient guest = stranger(source);
        var entered = guest.post("/api/v1/join/enter", Map.of("secret", link, "name", name));
        assertThat(entered.status()).as(entered.text()).isEqualTo(200);
        return guest.bearer(secret(entered.body().path("access_token").asText()));
    }

    private String mediaTokenOfGuest() {
        var entered =
                stranger(3)
                        .post(
                                "/api/v1/join/enter",
                                Map.of("secret", link(doctor(), consult, 1), "name", "Ada"));
        assertThat(entered.status()).as(entered.text()).isEqualTo(200);
        return secret(entered.body().at("/media/token").asText());
    }

    /** Remembers a secret that no log line may hold. */
    String secret(String text) {
        assertThat(text).isNotEmpty();
        secrets.add(text);
        return text;
    }

    // ---- what is counted

    /** A value of the metrics: the sum of all samples whose name and labels hold all the parts. */
    double metric(String name, String... labels) throws IOException {
        double sum = 0;
        String text =
                new String(
                        installation
                                .internalAddress()
                                .resolve("/metrics")
                                .toURL()
                                .openStream()
                                .readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
            if ((line.startsWith(name + "{") || line.startsWith(name + " "))
                    && List.of(labels).stream().allMatch(line::contains)) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    /** Dropped datagrams by reason. */
    Map<String, Long> drops() throws Exception {
        // The loop publishes its counters once a second: these are of after the call.
        double rounds = metric("sfu_loop_batches_total");
        while (metric("sfu_loop_batches_total") == rounds) {
            Thread.sleep(20);
        }
        var drops = new LinkedHashMap<String, Long>();
        for (String reason :
                List.of(
                        "unknown_path",
                        "malformed",
                        "malformed_rtp",
                        "malformed_rtcp",
                        "unknown_payload_type",
                        "unauthenticated",
                        "replayed",
                        "unknown_stream",
                        "dtls")) {
            drops.put(
                    reason,
                    (long) metric("sfu_packets_dropped_total", "reason=\"" + reason + "\""));
        }
        return drops;
    }

    /** What came on top since {@code before}, without what did not change. */
    Map<String, Long> dropsSince(Map<String, Long> before) throws Exception {
        return drops().entrySet().stream()
                .filter(now -> !now.getValue().equals(before.get(now.getKey())))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                now -> now.getValue() - before.getOrDefault(now.getKey(), 0L)));
    }

    /** Waits for exactly these drops; the loop publishes its counters once a second. */
    void requireDrops(Map<String, Long> before, Map<String, Long> expected) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        Map<String, Long> counted = dropsSince(before);
        while (!counted.equals(expected) && System.nanoTime() - deadline < 0) {
            counted = dropsSince(before);
        }
        assertThat(counted).as("drops by reason").isEqualTo(expected);
    }

    // ---- what must not happen

    /** Heap in use after a collection. */
    static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static Set<String> ownThreads() {
        var names = new TreeSet<String>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.startsWith("media-loop")
                    || name.startsWith("live-")
                    || name.startsWith("api-")) {
                names.add(name);
            }
        }
        return names;
    }

    /** The call goes on, every thread lives, nothing failed, and no log line holds a secret. */
    void requireUnharmed() throws Exception {
        call.requireProgress();
        assertThat(ownThreads()).as("threads").containsAll(threads);
        assertThat(metric("sfu_loop_failures_total")).as("failures on the media loop").isZero();
        ApiClient internal = new ApiClient(installation.internalAddress(), 1);
        assertThat(internal.get("/health/live").text()).isEqualTo("ok\n");
        assertThat(internal.get("/health/ready").text()).isEqualTo("ok\n");
        var faults = new ArrayList<String>();
        for (Logged logged : log) {
            boolean alarming =
                    logged.event.getLevel().isGreaterOrEqual(Level.ERROR)
                            || logged.event.getThrowableProxy() != null;
            if (alarming) {
                faults.add(logged.line);
            }
        }
        assertThat(faults).as("errors and stack traces in the log").isEmpty();
        for (Logged logged : log) {
            for (String secret : secrets) {
                assertThat(logged.line).as("a log line with a secret").doesNotContain(secret);
            }
            assertThat(logged.line).doesNotContain(KEY.secret() + ":");
            assertThat(JWT.matcher(logged.line).find()).as("a token in %s", logged.line).isFalse();
            assertThat(logged.line.chars().filter(c -> c == '\n').count())
                    .as("a forged line: %s", logged.line)
                    .isEqualTo(1);
        }
    }

    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{8,}");

    // ---- tokens as the control API makes them, and as it never would

    /** Claims of a token that lets one person into a room. */
    static Map<String, Object> claims(String room, String identity) {
        var video = new LinkedHashMap<String, Object>();
        video.put("roomJoin", true);
        video.put("room", room);
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", KEY.id());
        claims.put("sub", identity);
        claims.put("nbf", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + 120);
        claims.put("video", video);
        return claims;
    }

    String token(Map<String, Object> claims) {
        return secret(Forgery.sign(Map.of("alg", "HS256", "typ", "JWT"), claims, KEY.secret()));
    }

    String room() {
        Matcher room =
                Pattern.compile("\"room\":\"([^\"]+)\"")
                        .matcher(
                                ApiClient.claims(
                                                doctor().post(
                                                                "/api/v1/consults/"
                                                                        + consult
                                                                        + "/media-token",
                                                                Map.of())
                                                        .body()
                                                        .path("token")
                                                        .asText())
                                        .toString());
        assertThat(room.find()).isTrue();
        return room.group(1);
    }
}
