package org.consilium.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.consilium.media.EngineStatistics;
import org.consilium.server.loop.EngineAdapter;
import org.consilium.server.loop.LoopClock;
import org.consilium.server.loop.LoopPool;
import org.consilium.server.loop.LoopSettings;
import org.consilium.server.loop.MediaLoop;
import org.consilium.server.net.UdpSettings;
import org.consilium.server.net.UdpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InternalServerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final HttpClient client = HttpClient.newHttpClient();
    private final MediaLoop loop =
            new MediaLoop(
                    0,
                    LoopSettings.DEFAULT,
                    () ->
                            UdpTransport.best()
                                    .open(
                                            new UdpSettings(
                                                    List.of(LOOPBACK), 0, 64, 1 << 16, 1 << 16),
                                            1),
                    (l, p, w) ->
                            new EngineAdapter() {
                                @Override
                                public EngineStatistics statistics() {
                                    return new EngineStatistics(
                                            3,
                                            7,
                                            5,
                                            9,
                                            4,
                                            100,
                                            200,
                                            300,
                                            400,
                                            1,
                                            2,
                                            20,
                                            21,
                                            3,
                                            4,
                                            5,
                                            22,
                                            6,
                                            7,
                                            8,
                                            9,
                                            10,
                                            EngineStatistics.NONE.quality());
                                }
                            },
                    LoopClock.SYSTEM);
    private final LoopPool pool = new LoopPool(List.of(loop));
    private final Health health = new Health(pool.loops());
    private final Metrics metrics = new Metrics("ND_test", pool::statistics);
    private final InternalServer server =
            new InternalServer(
                    LOOPBACK, 0, health, metrics, new Histories((room, command) -> false));

    @BeforeEach
    void start() throws Exception {
        loop.start();
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        pool.stop();
        metrics.close();
        client.close();
    }

    @Test
    void livesBeforeItIsReady() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).isEqualTo("starting\n");
        health.serving();
        assertThat(get("/health/ready").body()).isEqualTo("ok\n");
    }

    @Test
    void drainingServerLivesButIsNotReady() throws Exception {
        health.serving();
        health.draining();
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).isEqualTo("draining\n");
    }

    @Test
    void serverWithADeadLoopDoesNotLive() throws Exception {
        health.serving();
        loop.stop();
        var live = get("/health/live");
        assertThat(live.statusCode()).isEqualTo(503);
        assertThat(live.body()).isEqualTo("media loop 0 does not run\n");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsCarryTheNamesDashboardsKnow() throws Exception {
        metrics.counter("sfu_dtls_total", () -> 12, "result", "established");
        metrics.gauge("sfu_draining", () -> 0);
        var response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        String labels = "node_id=\"ND_test\",node_type=\"SERVER\"";
        assertThat(response.body().lines())
                .contains(
                        "livekit_room_total{" + labels + "} 3.0",
                        "livekit_participant_total{" + labels + "} 7.0",
                        "livekit_track_published_total{" + labels + "} 5.0",
                        "livekit_track_subscribed_total{" + labels + "} 9.0",
                        "sfu_largest_room{" + labels + "} 4.0",
                        "livekit_packet_total{direction=\"incoming\"," + labels + "} 100.0",
                        "livekit_packet_bytes{direction=\"outgoing\"," + labels + "} 400.0",
                        "livekit_nack_total{direction=\"incoming\"," + labels + "} 6.0",
                        "livekit_pli_total{direction=\"outgoing\"," + labels + "} 9.0",
                        "sfu_packets_dropped_total{" + labels + ",reason=\"unauthenticated\"} 3.0",
                        "sfu_packets_dropped_total{" + labels + ",reason=\"queue_full\"} 0.0",
                        "sfu_srtp_errors_total{kind=\"replay\"," + labels + "} 4.0",
                        "sfu_dtls_total{" + labels + ",result=\"established\"} 12.0",
                        "sfu_draining{" + labels + "} 0.0");
        for (String quantile : List.of("0.5", "0.99", "1")) {
            assertThat(response.body())
                    .contains(
                            "sfu_loop_delay_seconds{loop=\"0\","
                                    + labels
                                    + ",quantile=\""
                                    + quantile
                                    + "\"}");
        }
        assertThat(response.body()).contains("jvm_memory_used_bytes", "jvm_gc_");
    }

    @Test
    void theTimelineIsAPageThatLoadsNothingFromElsewhere() throws Exception {
        var page = get("/timeline");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'");
        assertThat(page.body()).contains("src=\"/timeline.js\"").doesNotContain("://");
        assertThat(get("/timeline.js").statusCode()).isEqualTo(200);
        assertThat(get("/timeline.css").statusCode()).isEqualTo(404);
        assertThat(get("/histories").body()).isEqualTo("{\"rooms\":[]}\n");
        assertThat(get("/histories/ward").body()).startsWith("{\"room\":\"ward\"");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/..%2f..%2fetc/passwd").statusCode()).isIn(400, 404);
        var post =
                HttpRequest.newBuilder(server.uri().resolve("/health/live"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create(server.uri() + path);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
