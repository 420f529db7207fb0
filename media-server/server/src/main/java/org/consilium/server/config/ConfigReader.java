package org.consilium.server.config;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Reads a {@link MediaServerConfig} from, in rising order of precedence, a properties file, the
 * environment, and what the caller says. Key {@code udp.port} is {@code CONSILIUM_UDP_PORT} in the
 * environment. A key that does not exist or a value that makes no sense refuses the start, and all
 * problems are told at once.
 */
public final class ConfigReader {
    /** The key and secret every client library's examples use; for {@code dev} only. */
    private static final ApiKey DEV_KEY = new ApiKey("devkey", "secret");

    /**
     * HS256 wants a key as long as its hash (RFC 7518 §3.2); a shorter one can be searched for
     * offline by whoever holds one token.
     */
    private static final int MIN_SECRET_BYTES = 32;

    private static final String ENVIRONMENT = "CONSILIUM_";

    /**
     * Variables of the other programs, which often share one environment file, and the one that
     * names the configuration file itself.
     */
    private static final List<String> OTHERS =
            List.of("CONSILIUM_API_", "CONSILIUM_TURNSERVER_", "CONSILIUM_UP_", "CONSILIUM_CONFIG");

    private static final int MAX_PORT = 65_535;
    private static final int DAY_SECONDS = 86_400;

    private ConfigReader() {}

    /**
     * Reads and checks everything.
     *
     * @param file a properties file in UTF-8, if there is one
     * @param environment of the process
     * @param overrides by key; from the command line or a program
     * @throws ConfigException listing all that is wrong
     */
    public static MediaServerConfig read(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        var entries = new Entries();
        file.ifPresent(path -> addFile(entries, path));
        addEnvironment(entries, environment);
        overrides.forEach((key, value) -> entries.put(key, value, "given by the caller"));
        MediaServerConfig config = read(entries);
        entries.finish();
        return config;
    }

    private static MediaServerConfig read(Entries entries) {
        boolean dev = entries.flag("dev", false);
        List<ApiKey> keys = keys(entries, dev);
        // Java binds the IPv4 wildcard to both families where IPv6 exists, and works where not.
        InetAddress any = Entries.parseAddress("0.0.0.0");
        InetAddress loopback = Entries.parseAddress("127.0.0.1");
        int loops = entries.number("loops", 1, 1, 256);
        return new MediaServerConfig(
                dev,
                entries.text("node-id", ""),
                entries.text("region", ""),
                new HttpConfig(
                        entries.address("http.bind", any),
                        entries.number("http.port", 7880, 0, MAX_PORT)),
                new HttpConfig(
                        entries.address("internal.bind", loopback),
                        entries.number("internal.port", 9090, 0, MAX_PORT)),
                udp(entries, dev, loops),
                keys,
                rooms(entries),
                webhooks(entries, keys),
                turn(entries),
                loops,
                entries.number("max-participants", 2_000, 1, 1_000_000),
                entries.number("drain-seconds", 5, 0, 3_600));
    }

    private static UdpConfig udp(Entries entries, boolean dev, int loops) {
        int port = entries.number("udp.port", 7882, 0, MAX_PORT);
        if (port + loops - 1 > MAX_PORT) {
            entries.problemWith("udp.port", "no room for " + loops + " loops above " + port);
        }
        return new UdpConfig(
                port,
                entries.list("udp.bind", Entries::parseAddress),
                entries.list("udp.announce", ConfigReader::parseAnnounced),
                entries.flag("udp.loopback", dev),
                entries.number("udp.buffer-bytes", 4 << 20, 1 << 16, 1 << 30));
    }

    private static RoomConfig rooms(Entries entries) {
        return new RoomConfig(
                entries.flag("rooms.auto-create", true),
                entries.number("rooms.empty-timeout-seconds", 300, 0, DAY_SECONDS),
                entries.number("rooms.departure-timeout-seconds", 20, 0, DAY_SECONDS),
                entries.number("rooms.max-participants", 0, 0, 100_000),
                entries.number("rooms.resume-window-seconds", 30, 0, 600));
    }

    private static WebhookConfig webhooks(Entries entries, List<ApiKey> keys) {
        var urls = entries.list("webhooks.urls", Entries::parseHttpUrl);
        String keyId = entries.text("webhooks.key", keys.isEmpty() ? "" : keys.getFirst().id());
        if (!urls.isEmpty() && keys.stream().noneMatch(key -> key.id().equals(keyId))) {
            entries.problemWith(
                    "webhooks.key", Entries.quoted(keyId) + " is the id of no key in keys");
        }
        return new WebhookConfig(urls, keyId);
    }

    private static TurnConfig turn(Entries entries) {
        var urls = entries.list("turn.urls", ConfigReader::parseTurnUrl);
        String secret = entries.text("turn.secret", "");
        if (!urls.isEmpty() && secret.isEmpty()) {
            entries.problemWith("turn.secret", "is missing, and turn.urls is set");
        }
        int lifetime = entries.number("turn.lifetime-seconds", 6 * 3600, 60, 7 * DAY_SECONDS);
        return new TurnConfig(urls, secret, lifetime);
    }

    private static List<ApiKey> keys(Entries entries, boolean dev) {
        var keys = entries.list("keys", ConfigReader::parseKey);
        var ids = new HashSet<String>();
        for (ApiKey key : keys) {
            if (!ids.add(key.id())) {
                entries.problemWith("keys", "key " + Entries.quoted(key.id()) + " is there twice");
            }
            int bytes = key.secret().getBytes(StandardCharsets.UTF_8).length;
            if (!dev && bytes < MIN_SECRET_BYTES) {
                entries.problemWith(
                        "keys",
                        "the secret of "
                                + Entries.quoted(key.id())
                                + " has "
                                + bytes
                                + " bytes, fewer than "
                                + MIN_SECRET_BYTES);
            }
        }
        if (dev && !ids.contains(DEV_KEY.id())) {
            keys.add(DEV_KEY);
        }
        if (keys.isEmpty()) {
            entries.problemWith("keys", "there is none; write keys=<id>:<secret>");
        }
        return keys;
    }

    /** {@code id:secret}. What is wrong is told without the value, which holds a secret. */
    private static ApiKey parseKey(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("a key is not of the form <id>:<secret>");
        }
        return new ApiKey(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    /** {@code public} or {@code public=private}. */
    private static AnnouncedAddress parseAnnounced(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return new AnnouncedAddress(announceable(text), Optional.empty());
        }
        InetAddress announced = announceable(text.substring(0, equals).strip());
        InetAddress local = Entries.parseAddress(text.substring(equals + 1).strip());
        if (announced.getClass() != local.getClass()) {
            throw new IllegalArgumentException(
                    Entries.quoted(text) + " maps between IPv4 and IPv6");
        }
        return new AnnouncedAddress(announced, Optional.of(local));
    }

    private static InetAddress announceable(String text) {
        InetAddress address = Entries.parseAddress(text);
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    Entries.quoted(text) + " is no address a client can send to");
        }
        return address;
    }

    private static String parseTurnUrl(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("turn:") || lower.startsWith("turns:") || lower.startsWith("stun:")) {
            return text;
        }
        throw new IllegalArgumentException(
                Entries.quoted(text) + " begins with none of turn:, turns:, stun:");
    }

    private static void addFile(Entries entries, Path path) {
        var repeated = new ArrayList<String>();
        var lines = new LinkedHashMap<String, String>();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            new RepetitionNotingProperties(lines, repeated).load(reader);
        } catch (IOException | IllegalArgumentException e) {
            entries.problem("cannot read " + path + ": " + e.getMessage());
            return;
        }
        String origin = "in " + path.getFileName();
        lines.forEach((key, value) -> entries.put(key, value, origin));
        for (String key : repeated) {
            entries.problemWith(key, "is there more than once");
        }
    }

    private static void addEnvironment(Entries entries, Map<String, String> environment) {
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(ENVIRONMENT) && OTHERS.stream().noneMatch(name::startsWith)) {
                String key = keyOf(name);
                if (!key.isEmpty()) {
                    entries.put(key, environment.getOrDefault(name, ""), "environment " + name);
                }
            }
        }
    }

    /**
     * The key of a variable. The environment knows only the underscore, which stands for the dot
     * between a group and its key and for every hyphen.
     */
    private static String keyOf(String name) {
        String words = name.substring(ENVIRONMENT.length()).toLowerCase(Locale.ROOT);
        for (String group : List.of("http", "internal", "udp", "rooms", "webhooks", "turn")) {
            if (words.startsWith(group + "_")) {
                return group + "." + words.substring(group.length() + 1).replace('_', '-');
            }
        }
        return words.replace('_', '-');
    }

    /** A properties file in which a key that comes twice is noticed instead of silently won. */
    private static final class RepetitionNotingProperties extends Properties {
        private final transient Map<String, String> lines;
        private final transient List<String> repeated;

        RepetitionNotingProperties(Map<String, String> lines, List<String> repeated) {
            this.lines = lines;
            this.repeated = repeated;
        }

        @Override
        public synchronized Object put(Object key, Object value) {
            if (lines.put(key.toString(), value.toString()) != null) {
                repeated.add(key.toString());
            }
            return super.put(key, value);
        }

        @Override
        public synchronized boolean equals(Object other) {
            return this == other;
        }

        @Override
        public synchronized int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
