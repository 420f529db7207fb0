package org.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.server.config.ConfigReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole program on free ports of this machine's loopback address. */
class MediaServerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<MediaServer> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(MediaServer::stop);
        client.close();
    }

    @Test
    void startsToReadyAndAnswersOnAllItsPorts() throws Exception {
        var server = start(Map.of("loops", "2"));
        assertThat(get(server.internalUri() + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(http(server) + "/").body()).isEqualTo("OK");
        assertThat(get(http(server) + "/rtc/validate").statusCode()).isEqualTo(401);
        assertThat(get(http(server) + "/rtc/v1/validate").statusCode()).isEqualTo(400);
        assertThat(get(http(server) + "/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get(server.internalUri() + "/metrics").body())
                .contains("livekit_room_total", "sfu_dtls_total", "loop=\"1\"");
        assertThat(server.announced()).hasSize(2);
        assertThat(server.announced().getFirst()).hasSize(1);
        assertThat(server.announced().getFirst().getFirst().hostLiteral()).isEqualTo("127.0.0.1");
        assertThat(server.announced().getFirst()).isNotEqualTo(server.announced().getLast());
    }

    @Test
    void announcesWhatANatMakesOfItsAddress() throws Exception {
        var server = start(Map.of("udp.announce", "203.0.113.5=127.0.0.1"));
        assertThat(server.announced().getFirst())
                .extracting(TransportAddress::hostLiteral)
                .containsExactly("203.0.113.5", "127.0.0.1");
    }

    @Test
    void stopFreesEveryPortAndCanBeRepeated() throws Exception {
        var server = start(Map.of());
        int httpPort = server.httpPort();
        int udpPort = server.announced().getFirst().getFirst().port();
        String internal = server.internalUri().toString();
        server.stop();
        server.stop();
        assertThatThrownBy(() -> get(internal + "/health/live")).isInstanceOf(IOException.class);
        try (var udp = new DatagramSocket(new InetSocketAddress(LOOPBACK, udpPort))) {
            assertThat(udp.isBound()).isTrue();
        }
        var again = start(Map.of("http.port", "" + httpPort, "udp.port", "" + udpPort));
        assertThat(again.httpPort()).isEqualTo(httpPort);
    }

    @Test
    void takenPortFailsTheStartWithItsNameAndLeavesNothingOpen() throws Exception {
        var first = start(Map.of());
        int taken = first.announced().getFirst().getFirst().port();
        assertThatThrownBy(() -> start(Map.of("udp.port", "" + taken)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot bind UDP 127.0.0.1 port " + taken);
        assertThatThrownBy(() -> start(Map.of("http.port", "" + first.httpPort())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void addressOfAnotherMachineFailsTheStart() {
        assertThatThrownBy(() -> start(Map.of("udp.bind", "192.0.2.77")))
                .hasMessage("this machine has no address 192.0.2.77");
    }

    @Test
    void garbageOnTheMediaPortIsCountedAndHarmsNothing() throws Exception {
        var server = start(Map.of());
        var media = server.announced().getFirst().getFirst();
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, media.port()));
            var random = new java.util.SplittableRandom(3);
            for (int i = 0; i < 20_000; i++) {
                var bytes = new byte[random.nextInt(1, 1400)];
                random.nextBytes(bytes);
                if (i % 2 == 0) {
                    // Where STUN, DTLS, RTP and RTCP begin (RFC 7983 §7).
                    bytes[0] = new byte[] {0, 22, (byte) 0x80, (byte) 0x81}[i / 2 % 4];
                }
                socket.send(new java.net.DatagramPacket(bytes, bytes.length));
            }
        }
        assertThat(get(server.internalUri() + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(server.internalUri() + "/metrics").body().lines())
                .filteredOn(line -> line.startsWith("sfu_loop_failures_total"))
                .allMatch(line -> line.endsWith(" 0.0"));
    }

    private MediaServer start(Map<String, String> overrides) throws IOException {
        var entries =
                new HashMap<>(
                        Map.of(
                                "dev", "true",
                                "http.bind", "127.0.0.1",
                                "http.port", "0",
                                "internal.port", "0",
                                "udp.bind", "127.0.0.1",
                                "udp.port", "0",
                                "drain-seconds", "1"));
        entries.putAll(overrides);
        var server = MediaServer.start(ConfigReader.read(Optional.empty(), Map.of(), entries));
        started.add(server);
        return server;
    }

    private static String http(MediaServer server) {
        return "http://127.0.0.1:" + server.httpPort();
    }

    private HttpResponse<String> get(String uri) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
