package org.consilium.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.consilium.perf.load.signal.SignalAddress;
import org.consilium.server.MediaServer;
import org.consilium.server.config.ConfigReader;
import org.junit.jupiter.api.Test;

/** The generator against the real media server, over real sockets, for a few seconds. */
class LoadSmokeTest {
    @Test
    void aRoomOfThreeHearsAndSeesOneAnotherWithoutLoss() throws Exception {
        MediaServer server =
                MediaServer.start(
                        ConfigReader.read(
                                Optional.empty(),
                                Map.of(),
                                Map.of(
                                        "dev", "true",
                                        "http.bind", "127.0.0.1",
                                        "http.port", "0",
                                        "internal.port", "0",
                                        "udp.bind", "127.0.0.1",
                                        "udp.port", "0",
                                        "drain-seconds", "0")));
        LoadResult result;
        try {
            var plan =
                    new LoadPlan(
                            "smoke",
                            1,
                            3,
                            0,
                            720,
                            true,
                            true,
                            10,
                            Duration.ofMillis(500),
                            Duration.ofSeconds(2));
            var address =
                    new SignalAddress(
                            URI.create("ws://127.0.0.1:" + server.httpPort()), "devkey", "secret");
            var pid = OptionalLong.of(ProcessHandle.current().pid());
            result =
                    new LoadRun(
                                    plan,
                                    address,
                                    pid,
                                    server.internalUri().resolve("/metrics"),
                                    new PrintStream(System.out, true),
                                    1,
                                    4)
                            .run();
        } finally {
            server.stop();
        }

        String table = LoadTable.of(result);
        assertThat(result.isComplete()).as(table).isTrue();
        assertThat(result.lostPackets()).as(table).isZero();
        // Each of three receives the microphone and the camera of two others.
        assertThat(result.streams()).as(table).isEqualTo(12);
        assertThat(result.videoStreamsDecodable()).as(table).isEqualTo(6);
        assertThat(result.receivedPackets()).as(table).isGreaterThan(1_000);
        assertThat(result.latency().count()).as(table).isGreaterThan(1_000);
        assertThat(result.verifiedPackets()).as(table).isPositive();
        assertThat(result.feedbackReceived()).as(table).isPositive();
        assertThat(result.loopUserMicrosPerPacket()).as(table).isPositive();
        assertThat(result.allocatedBytesPerPacket()).as(table).isNotNegative();
        assertThat(result.longestDelayMillis()).as(table).isPositive();
        assertThat(table)
                .contains(
                        "joined                 3 of 3",
                        "tracks with media      12 of 12",
                        "sent to the server",
                        "received from it",
                        "mean train",
                        "loss after repair      0 packets",
                        "forwarding latency     p50",
                        "join                   p50",
                        "first decodable frame",
                        "server's processor",
                        "server's loops",
                        "server's memory");
        assertThat(Json.write(result.figures()))
                .startsWith("{\n")
                .contains("\"lostPackets\": 0", "\"failures\": {}")
                .endsWith("}\n");
    }
}
