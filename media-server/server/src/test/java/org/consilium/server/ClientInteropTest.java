package org.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.consilium.server.admin.NodeScript;
import org.consilium.server.config.ConfigReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Client libraries nobody here wrote, unmodified, against the whole media server: they connect,
 * publish, subscribe, send data, and come back after their socket or the server is gone.
 */
class ClientInteropTest {
    private static final String KEY = "interop";
    private static final String SECRET = "a secret of the interoperability tests";

    private MediaServer server;
    private HttpServer control;

    @BeforeEach
    void start() throws Exception {
        server = start(0, 0);
        control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        control.createContext(
                "/restart",
                exchange -> {
                    int httpPort = server.httpPort();
                    int udpPort = server.announced().getFirst().getFirst().port();
                    server.stop();
                    server = start(httpPort, udpPort);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        control.start();
    }

    @AfterEach
    void stop() {
        control.stop(0);
        server.stop();
    }

    private static MediaServer start(int httpPort, int udpPort) throws IOException {
        var entries =
                new HashMap<>(
                        Map.of(
                                "dev", "true",
                                "http.bind", "127.0.0.1",
                                "http.port", "" + httpPort,
                                "internal.port", "0",
                                "udp.port", "" + udpPort,
                                "drain-seconds", "2"));
        entries.put("keys", KEY + ":" + SECRET);
        return MediaServer.start(ConfigReader.read(Optional.empty(), Map.of(), entries));
    }

    private String run(String script, String... more) throws Exception {
        var arguments =
                new ArrayList<>(List.of("ws://127.0.0.1:" + server.httpPort(), KEY, SECRET));
        arguments.addAll(List.of(more));
        return NodeScript.run(script, "", arguments);
    }

    private String controlUri() {
        return "http://127.0.0.1:" + control.getAddress().getPort();
    }

    @Test
    void theBrowserLibraryHoldsACall() throws Exception {
        assertThat(run("browser-call.js", controlUri(), "chromium", "single").lines().toList())
                .endsWith("done");
    }

    @Test
    void theBrowserLibraryHoldsACallInFirefox() throws Exception {
        assertThat(run("browser-call.js", controlUri(), "firefox", "single").lines().toList())
                .endsWith("done");
    }

    @Test
    @Tag("long")
    void theBrowserLibraryHoldsACallInFirefoxOnTwoConnections() throws Exception {
        assertThat(run("browser-call.js", controlUri(), "firefox", "dual").lines().toList())
                .endsWith("done");
    }

    @Test
    void textsFilesAndCallsOfProceduresPassBetweenTheLibraries() throws Exception {
        String internal = String.valueOf(server.internalUri());
        assertThat(run("streams-call.js", internal).lines().toList()).endsWith("done");
    }

    @Test
    void theNativeLibraryHoldsACall() throws Exception {
        assertThat(run("native-call.js").lines().toList()).endsWith("done");
    }
}
