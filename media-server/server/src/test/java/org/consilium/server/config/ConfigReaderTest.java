package org.consilium.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Map<String, String> KEYS = Map.of("keys", "clinic:" + SECRET);

    private final Path directory;

    ConfigReaderTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void onlyKeysAreNeeded() {
        var config = read("", Map.of(), KEYS);
        assertThat(config.dev()).isFalse();
        assertThat(config.keys()).containsExactly(new ApiKey("clinic", SECRET));
        assertThat(config.http().port()).isEqualTo(7880);
        assertThat(config.internal())
                .isEqualTo(new HttpConfig(InetAddress.ofLiteral("127.0.0.1"), 9090));
        assertThat(config.udp().port()).isEqualTo(7882);
        assertThat(config.udp().loopback()).isFalse();
        assertThat(config.loops()).isEqualTo(1);
        assertThat(config.rooms()).isEqualTo(new RoomConfig(true, 300, 20, 0, 30));
    }

    @Test
    void callerWinsOverEnvironmentWinsOverFile() {
        var config =
                read(
                        "udp.port=1000\nhttp.port=1001\ninternal.port = 1002\n",
                        Map.of(
                                "CONSILIUM_UDP_PORT", "2000",
                                "CONSILIUM_HTTP_PORT", "2001",
                                "CONSILIUM_KEYS", "a:" + SECRET + ", b:" + SECRET,
                                "CONSILIUM_API_DATABASE", "of another program",
                                "PATH", "/bin"),
                        Map.of("udp.port", "3000"));
        assertThat(config.udp().port()).isEqualTo(3000);
        assertThat(config.http().port()).isEqualTo(2001);
        assertThat(config.internal().port()).isEqualTo(1002);
        assertThat(config.keys()).extracting(ApiKey::id).containsExactly("a", "b");
    }

    @Test
    void everyKeyHasItsVariable() {
        var config =
                read(
                        "",
                        Map.of(
                                "CONSILIUM_KEYS", "a:" + SECRET,
                                "CONSILIUM_NODE_ID", "ND_one",
                                "CONSILIUM_ROOMS_EMPTY_TIMEOUT_SECONDS", "7",
                                "CONSILIUM_WEBHOOKS_URLS", "http://127.0.0.1:1/hook",
                                "CONSILIUM_UDP_ANNOUNCE", "203.0.113.5=10.0.0.5, 2001:db8::1",
                                "CONSILIUM_TURN_URLS", "turn:relay.example:3478?transport=udp",
                                "CONSILIUM_TURN_SECRET", "shared",
                                "CONSILIUM_MAX_PARTICIPANTS", "9"),
                        Map.of());
        assertThat(config.nodeId()).isEqualTo("ND_one");
        assertThat(config.rooms().emptyTimeoutSeconds()).isEqualTo(7);
        assertThat(config.webhooks())
                .isEqualTo(
                        new WebhookConfig(
                                java.util.List.of(URI.create("http://127.0.0.1:1/hook")), "a"));
        assertThat(config.udp().announce())
                .containsExactly(
                        new AnnouncedAddress(
                                InetAddress.ofLiteral("203.0.113.5"),
                                Optional.of(InetAddress.ofLiteral("10.0.0.5"))),
                        new AnnouncedAddress(
                                InetAddress.ofLiteral("2001:db8::1"), Optional.empty()));
        assertThat(config.turn().urls()).hasSize(1);
        assertThat(config.maxParticipants()).isEqualTo(9);
    }

    @Test
    void allProblemsAreListedAtOnceAndNoSecretIsTold() {
        var problems =
                problems(
                        """
                        udp.prot=7882
                        udp.port=99999
                        udp.bind=localhost, 10.0.0.1
                        udp.announce=0.0.0.0, 203.0.113.5=2001:db8::1
                        http.port=1
                        http.port=2
                        keys=short:hunter2,nocolon-s3cr3t,short:another-s3cr3t
                        rooms.auto-create=yes
                        webhooks.urls=ftp://example.org/
                        turn.urls=turn:relay.example,http://relay.example
                        """,
                        Map.of("CONSILIUM_INTERNAL_PORT", "-1", "CONSILIUM_COLOUR", "blue"),
                        Map.of("loops", "0"));
        assertThat(problems.problems())
                .containsExactlyInAnyOrder(
                        "udp.prot (in media.properties): there is no such key",
                        "udp.port (in media.properties): \"99999\" is not a number from 0 to 65535",
                        "udp.bind (in media.properties): \"localhost\" is not an IP address",
                        "udp.announce (in media.properties): \"0.0.0.0\" is no address a client can"
                                + " send to",
                        "udp.announce (in media.properties): \"203.0.113.5=2001:db8::1\" maps"
                                + " between IPv4 and IPv6",
                        "http.port (in media.properties): is there more than once",
                        "keys (in media.properties): a key is not of the form <id>:<secret>",
                        "keys (in media.properties): key \"short\" is there twice",
                        "keys (in media.properties): the secret of \"short\" has 7 bytes, fewer than"
                                + " 32",
                        "keys (in media.properties): the secret of \"short\" has 14 bytes, fewer than"
                                + " 32",
                        "rooms.auto-create (in media.properties): \"yes\" is neither true nor false",
                        "webhooks.urls (in media.properties): \"ftp://example.org/\" is not an http or"
                                + " https address",
                        "turn.urls (in media.properties): \"http://relay.example\" begins with none"
                                + " of turn:, turns:, stun:",
                        "turn.secret: is missing, and turn.urls is set",
                        "internal.port (environment CONSILIUM_INTERNAL_PORT): \"-1\" is not a number"
                                + " from 0 to 65535",
                        "colour (environment CONSILIUM_COLOUR): there is no such key",
                        "loops (given by the caller): \"0\" is not a number from 1 to 256");
        assertThat(problems.getMessage())
                .contains("17 problems")
                .doesNotContain("hunter2", "s3cr3t");
    }

    @Test
    void withoutKeysOnlyADevServerStarts() {
        assertThat(problems("", Map.of(), Map.of()).problems())
                .containsExactly("keys: there is none; write keys=<id>:<secret>");
        var dev = read("", Map.of(), Map.of("dev", "true"));
        assertThat(dev.keys()).containsExactly(new ApiKey("devkey", "secret"));
        assertThat(dev.udp().loopback()).isTrue();
    }

    @Test
    void secretsAreNotInTheTextOfTheRecords() {
        var config = read("turn.urls=turn:a\nturn.secret=turn-" + SECRET, Map.of(), KEYS);
        assertThat(config.toString()).contains("clinic").doesNotContain(SECRET);
    }

    @Test
    void fileThatCannotBeReadIsAProblemAmongOthers() {
        var missing = Optional.of(directory.resolve("missing.properties"));
        var problems =
                catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigReader.read(missing, Map.of(), Map.of()));
        assertThat(problems.problems()).hasSize(2);
        assertThat(problems.problems().getFirst()).startsWith("cannot read ");
    }

    @Test
    void portsOfAllLoopsMustExist() {
        assertThat(
                        problems("", KEYS_IN_ENVIRONMENT, Map.of("udp.port", "65535", "loops", "2"))
                                .problems())
                .containsExactly("udp.port (given by the caller): no room for 2 loops above 65535");
    }

    @Test
    void anyBytesAreReadOrRefused() throws IOException {
        long seed = 5;
        var random = new SplittableRandom(seed);
        String[] words = {
            "udp.port", "keys", "=", ":", ",", "\\u00", "\n", "dev=true\n", "1", "é", "#"
        };
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(words[random.nextInt(words.length)]);
            }
            Path file = directory.resolve("fuzz.properties");
            Files.writeString(file, text);
            try {
                assertThat(ConfigReader.read(Optional.of(file), Map.of(), Map.of()))
                        .as("seed %d, file %s", seed, text)
                        .isNotNull();
            } catch (ConfigException e) {
                assertThat(e.problems()).as("seed %d, file %s", seed, text).isNotEmpty();
            }
        }
    }

    private static final Map<String, String> KEYS_IN_ENVIRONMENT =
            Map.of("CONSILIUM_KEYS", "a:" + SECRET);

    private MediaServerConfig read(
            String file, Map<String, String> environment, Map<String, String> overrides) {
        try {
            Path path = directory.resolve("media.properties");
            Files.writeString(path, file, StandardCharsets.UTF_8);
            return ConfigReader.read(Optional.of(path), environment, overrides);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConfigException problems(
            String file, Map<String, String> environment, Map<String, String> overrides) {
        return catchThrowableOfType(
                ConfigException.class, () -> read(file, environment, overrides));
    }
}
