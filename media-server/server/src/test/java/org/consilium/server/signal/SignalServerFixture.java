package org.consilium.server.signal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.admin.HttpServer;
import org.consilium.server.admin.MediaHttp;
import org.consilium.server.admin.RoomDirectory;
import org.consilium.server.admin.RoomServiceHandler;
import org.consilium.server.signal.IceServers.IceServer;
import org.consilium.server.signal.token.TestTokens;
import org.consilium.server.signal.token.TokenIssuer;
import org.consilium.server.signal.token.TokenVerifier;

/** The real HTTP server and handlers on a free port, over rooms that follow a script. */
public final class SignalServerFixture implements AutoCloseable {
    public final ScriptedRooms rooms = new ScriptedRooms();
    public final RoomDirectory directory = new RoomDirectory();
    public final InstantSource clock = InstantSource.system();
    public final RemovedParticipants removed = new RemovedParticipants(clock);
    public final SignalHandler signal;
    public volatile boolean ready = true;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    public SignalServerFixture() throws Exception {
        this(true);
    }

    public SignalServerFixture(boolean autoCreateRooms) throws Exception {
        var verifier = new TokenVerifier(TestTokens.keys(), clock);
        signal =
                new SignalHandler(
                        new SignalSettings(
                                RoomSettings.DEFAULT, autoCreateRooms, true, "ND_test", "ward"),
                        verifier,
                        new TokenIssuer(TestTokens.keys(), clock),
                        rooms,
                        directory,
                        removed,
                        sid -> List.of(new IceServer(List.of("turn:x:3478"), sid, "password")),
                        clock,
                        new Random(1));
        var service =
                new RoomServiceHandler(
                        verifier, rooms, directory, removed, RoomSettings.DEFAULT, false);
        server =
                new HttpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        MediaHttp.whole(signal, service, () -> ready));
        server.start();
    }

    public int port() {
        return server.port();
    }

    public String http(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    String ws(String path) {
        return "ws://127.0.0.1:" + port() + path;
    }

    /** A join by query as a browser does it. */
    String join(Map<String, Object> claims, String more) {
        return ws("/rtc?" + query(claims) + more);
    }

    static String query(Map<String, Object> claims) {
        return "access_token="
                + TestTokens.sign(claims)
                + "&auto_subscribe=1&sdk=js&version=2.23.0&protocol=17&client_protocol=2";
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    SignalClient connect(String identity) {
        return SignalClient.connect(join(TestTokens.join("ward", identity), ""));
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(http(path))).GET(), headers);
    }

    public HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws Exception {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        rooms.close();
    }
}
