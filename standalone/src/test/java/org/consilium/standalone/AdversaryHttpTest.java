package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Requests no browser sends, on the port everybody reaches. */
class AdversaryHttpTest {
    private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";

    private final AttackedInstallation target = AttackedInstallation.shared();
    private final URI server = target.address();

    @AfterAll
    static void theCallGoesOn() throws Exception {
        AttackedInstallation.shared().requireUnharmed();
    }

    private String ask(String request) throws Exception {
        return RawHttp.ask(server, 30, request);
    }

    private int status(String request) throws Exception {
        String answer = ask(request);
        assertThat(answer).doesNotContain("at org.", "Exception", "Jetty");
        return RawHttp.status(answer);
    }

    @Test
    void noPathLeadsOutOfTheFilesOfTheInterface() throws Exception {
        String page = ask("GET / HTTP/1.1\r\n" + END);
        assertThat(RawHttp.status(page)).isEqualTo(200);
        for (String path :
                List.of(
                        "/../media.key",
                        "/..%2fmedia.key",
                        "/%2e%2e/media.key",
                        "/%2e%2e%2f%2e%2e%2fetc/passwd",
                        "/..;/..;/etc/passwd",
                        "/assets/../../org/consilium/standalone/Installation.class",
                        "/assets/..%5c..%5cmedia.key",
                        "/assets/%00.js",
                        "/assets/x%00.js",
                        "/%c0%ae%c0%ae/media.key",
                        "/....//....//etc/passwd",
                        "//etc/passwd",
                        "///etc/passwd.txt",
                        "/file:///etc/passwd",
                        "/org/consilium/standalone/Installation.class",
                        "/META-INF/MANIFEST.MF",
                        "/index.html/../../../logback.xml",
                        "/assets/",
                        "/assets",
                        "/index.html%20",
                        "/~root/.ssh/id_rsa",
                        "/" + "a/".repeat(2_000),
                        "/" + "a".repeat(20_000) + ".js")) {
            String answer = ask("GET " + path + " HTTP/1.1\r\n" + END);
            assertThat(RawHttp.status(answer)).as(path).isIn(200, 400, 404);
            assertThat(answer)
                    .doesNotContain("root:", "\u00ca\u00fe\u00ba\u00be", "Manifest-Version");
            if (RawHttp.status(answer) == 200) {
                // A path of the application, answered with its page and nothing else.
                assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
                        .as(path)
                        .isEqualTo(page.substring(page.indexOf("\r\n\r\n")));
            }
        }
    }

    @Test
    void aRequestThatCouldBeTwoIsNone() throws Exception {
        String smuggled = "GET /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n";
        for (String request :
                List.of(
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                + smuggled,
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 60\r\n\r\n{}  "
                                + smuggled,
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
                                + smuggled,
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4x\r\n\r\n{}  "
                                + smuggled,
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
                                + smuggled,
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
                                + smuggled,
                        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + smuggled,
                        "GET / HTTP/1.1\r\n\r\n" + smuggled,
                        "GET / HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n" + smuggled,
                        "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n folded: c\r\n\r\n" + smuggled,
                        "GET / HTTP/1.1\r\nHost: x\r\nX\u0000A: b\r\n\r\n" + smuggled,
                        "GET / HTTP/9.9\r\nHost: x\r\n\r\n" + smuggled,
                        "GET /\r\nX: y HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled)) {
            String answer = ask(request);
            String shown = request.substring(0, Math.min(120, request.length()));
            assertThat(RawHttp.status(answer)).as(shown).isIn(400, 501, 505);
            assertThat(answer.split("HTTP/1.1 ", -1)).as("answers to %s", shown).hasSize(2);
        }
    }

    @Test
    void headersAreBounded() throws Exception {
        assertThat(status("GET / HTTP/1.1\r\nX-Big: " + "x".repeat(70_000) + "\r\n" + END))
                .isEqualTo(431);
        assertThat(status("GET / HTTP/1.1\r\n" + "X-Many: y\r\n".repeat(8_000) + END))
                .isEqualTo(431);
        assertThat(status("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\n" + END)).isIn(414, 431);
        // A join's token of 30 kB is not too large for a header, but it is no token.
        assertThat(
                        status(
                                "GET /rtc/validate?access_token="
                                        + "x".repeat(30_000)
                                        + " HTTP/1.1\r\n"
                                        + END))
                .isEqualTo(401);
    }

    @Test
    void methodsAndTypesNobodyAskedForAreRefused() throws Exception {
        for (String method :
                List.of("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "X")) {
            assertThat(status(method + " /api/v1/installation HTTP/1.1\r\n" + END))
                    .as(method)
                    .isIn(400, 405, 501);
            assertThat(status(method + " / HTTP/1.1\r\n" + END))
                    .as(method)
                    .isIn(400, 404, 405, 501);
            assertThat(status(method + " /rtc HTTP/1.1\r\n" + END))
                    .as(method)
                    .isIn(400, 404, 405, 501);
            assertThat(status(method + " /ws/v1 HTTP/1.1\r\n" + END))
                    .as(method)
                    .isIn(400, 404, 405, 426, 501);
        }
        assertThat(status("GET /rtc HTTP/1.1\r\n" + END)).isEqualTo(404);
        assertThat(status("GET /twirp/livekit.RoomService/ListRooms HTTP/1.1\r\n" + END))
                .isEqualTo(401);
        assertThat(status("GET /internal/media-webhooks HTTP/1.1\r\n" + END)).isEqualTo(405);
        assertThat(status("GET /metrics HTTP/1.1\r\n" + END))
                .as("the page: metrics are on the internal port")
                .isEqualTo(200);
        assertThat(ask("GET /metrics HTTP/1.1\r\n" + END))
                .doesNotContain("sfu_")
                .contains("text/html");
        ApiClient caller = target.stranger(31);
        for (String type :
                List.of(
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "application/xml",
                        "")) {
            caller.headers.put("Content-Type", type.isEmpty() ? "*/*" : type);
            var answer =
                    caller.send(
                            "POST",
                            "/api/v1/auth/login",
                            "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.problem()).isEqualTo("unsupported-media-type");
        }
        assertThat(
                        status(
                                "POST /api/v1/auth/login HTTP/1.1\r\nContent-Length: 2\r\nHost: localhost\r\nConnection: close\r\n\r\n{}"))
                .as("a body of no type")
                .isEqualTo(415);
    }

    @Test
    void aWebSocketThatIsNoneIsRefused() throws Exception {
        String token = target.token(AttackedInstallation.claims("upgrade", "upgrader"));
        for (String headers :
                List.of(
                        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
                        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
                        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: x\r\nSec-WebSocket-Key: x\r\n",
                        "Upgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA\r\n")) {
            for (String path : List.of("/rtc?protocol=16&access_token=" + token, "/ws/v1")) {
                assertThat(
                                RawHttp.firstStatus(
                                        server,
                                        30,
                                        "GET "
                                                + path
                                                + " HTTP/1.1\r\nHost: localhost\r\n"
                                                + headers
                                                + "\r\n"))
                        .as("%s %s", path.substring(0, 4), headers)
                        .isIn(400, 404, 426);
            }
        }
    }

    @Test
    void bodiesThatAreTooLargeAreRefusedAndTheRefusalArrives() throws Exception {
        ApiClient caller = target.stranger(32);
        for (int size : new int[] {64 * 1024 + 1, 500_000, 1_000_000}) {
            var answer = caller.send("POST", "/api/v1/auth/login", new byte[size]);
            assertThat(answer.status()).as("%d bytes", size).isEqualTo(413);
            assertThat(answer.problem()).isEqualTo("payload-too-large");
        }
        // Nobody's webhook: refused for what it lacks, whatever its size, and the refusal arrives.
        for (int size : new int[] {0, 100, 1_000_000}) {
            assertThat(caller.send("POST", "/internal/media-webhooks", new byte[size]).status())
                    .as("%d bytes", size)
                    .isEqualTo(401);
            assertThat(
                            caller.send(
                                            "POST",
                                            "/twirp/livekit.RoomService/SendData",
                                            new byte[size])
                                    .status())
                    .as("%d bytes", size)
                    .isEqualTo(401);
        }
        // An endless one is cut off.
        try (var endless = new RawHttp(server, 33)) {
            endless.send(
                    "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            long sent = 0;
            try {
                while (sent < 200_000_000) {
                    endless.send("10000\r\n" + "x".repeat(65_536) + "\r\n");
                    sent += 65_536;
                }
            } catch (java.io.IOException expected) {
                // The server has had enough.
            }
            assertThat(sent).as("bytes taken of an endless body").isLessThan(60_000_000);
        }
    }

    @Test
    void slowAndSilentConnectionsAreClosedAndManyOfOneAddressNotTaken() throws Exception {
        var slow = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < 700; i++) {
                slow.add(new RawHttp(server, 34));
            }
            // Those within the bound trickle their headers.
            long opened = System.nanoTime();
            int refused = 0;
            for (RawHttp connection : slow) {
                refused += connection.isClosed() ? 1 : 0;
            }
            assertThat(refused)
                    .as("connections beyond those of one address")
                    .isBetween(150, 700 - 512);
            // Somebody at another address, and the same process, is served meanwhile.
            assertThat(target.stranger(35).get("/api/v1/installation").status()).isEqualTo(200);
            int open = slow.size();
            while (open > 0) {
                assertThat(System.nanoTime() - opened)
                        .as("%d still open", open)
                        .isLessThan(25_000_000_000L);
                open = 0;
                for (RawHttp connection : slow) {
                    if (!connection.isClosed()) {
                        open++;
                        try {
                            connection.send("X");
                        } catch (java.io.IOException e) {
                            open--;
                        }
                    }
                }
                Thread.sleep(500);
            }
        } finally {
            for (RawHttp connection : slow) {
                connection.close();
            }
        }
        assertThat(target.stranger(34).get("/api/v1/installation").status())
                .as("the address itself, afterwards")
                .isEqualTo(200);
    }
}
