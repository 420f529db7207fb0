package org.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consilium.server.admin.NodeScript;
import org.consilium.server.config.ConfigReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real browsers and real encoders: every codec a browser has, as simulcast and as layers in one
 * stream. A receiver gets each layer it asks for, up and down, and its picture never stops.
 */
class CodecInteropTest {
    private static final String KEY = "interop";
    private static final String SECRET = "a secret of the interoperability tests";

    private MediaServer server;

    @BeforeEach
    void start() throws IOException {
        var entries =
                new HashMap<>(
                        Map.of(
                                "dev", "true",
                                "http.bind", "127.0.0.1",
                                "http.port", "0",
                                "internal.port", "0",
                                "udp.port", "0",
                                "drain-seconds", "2"));
        entries.put("keys", KEY + ":" + SECRET);
        server = MediaServer.start(ConfigReader.read(Optional.empty(), Map.of(), entries));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void hold(String receiver, String connections, String cases, int switches)
            throws Exception {
        String url = "ws://127.0.0.1:" + server.httpPort();
        List<String> arguments =
                List.of(url, KEY, SECRET, cases, Integer.toString(switches), receiver, connections);
        String printed = NodeScript.run("browser-codecs.js", "", arguments);
        printed.lines().filter(line -> line.startsWith("result")).forEach(System.out::println);
        assertThat(printed.lines().toList()).endsWith("done");
    }

    @Test
    void layersInOneStreamAreSwitchedWithoutAStop() throws Exception {
        hold("chromium", "single", "vp9:L3T3_KEY", 4);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "single, vp8:simulcast",
        "single, h264:simulcast",
        "single, vp9:L3T3_KEY",
        "single, vp9:L3T3",
        "single, av1:L3T3_KEY",
        "single, av1:L3T3",
        "dual, vp8:simulcast",
        "dual, h264:simulcast",
        "dual, vp9:L3T3_KEY",
        "dual, av1:L3T3_KEY"
    })
    void everyCodecIsSwitchedTenTimesWithoutAStopInChromium(String connections, String each)
            throws Exception {
        hold("chromium", connections, each, 10);
    }

    /** Debian's Firefox has no H.264. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "single, vp8:simulcast",
        "single, vp9:L3T3_KEY",
        "single, vp9:L3T3",
        "single, av1:L3T3_KEY",
        "dual, vp8:simulcast",
        "dual, vp9:L3T3_KEY",
        "dual, av1:L3T3_KEY"
    })
    void everyCodecIsSwitchedTenTimesWithoutAStopInFirefox(String connections, String each)
            throws Exception {
        hold("firefox", connections, each, 10);
    }
}
