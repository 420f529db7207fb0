package org.consilium.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consilium.control.db.DatabaseConfig;
import org.consilium.control.live.LiveLimits;
import org.consilium.control.media.MediaConfig;
import org.jspecify.annotations.Nullable;

/**
 * Everything the control API is told.
 *
 * @param dataDirectory holds this installation's key and, where it is ours, the database
 * @param publicBaseUrl what people type, such as {@code https://consult.example}, without trailing
 *     slash; null: whatever host a request names, for trying out
 * @param allowedOrigins further web origins that may use the API with cookies
 * @param organisationName used when the database is empty
 */
public record ControlApiConfig(
        Path dataDirectory,
        DatabaseConfig database,
        MediaConfig media,
        @Nullable String publicBaseUrl,
        Set<String> allowedOrigins,
        String organisationName,
        String defaultLocale,
        String timeZone,
        RequestLimits requestLimits,
        LiveLimits liveLimits) {

    public ControlApiConfig {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * Requests per minute.
     *
     * @param general per caller, or per address for strangers
     * @param wrongLinks failed link openings per address
     * @param signInsPerAddress failed sign-ins per address
     */
    public record RequestLimits(int general, int wrongLinks, int signInsPerAddress) {
        /** The values of domain.md. */
        public static RequestLimits standard() {
            return new RequestLimits(600, 10, 30);
        }
    }

    /** A usual configuration on an embedded database. */
    public static ControlApiConfig embedded(
            Path dataDirectory, MediaConfig media, @Nullable String publicBaseUrl) {
        return new ControlApiConfig(
                dataDirectory,
                new DatabaseConfig.Embedded(dataDirectory.resolve("postgres"), true),
                media,
                publicBaseUrl,
                Set.of(),
                "Consilium",
                "fr",
                "Europe/Paris",
                RequestLimits.standard(),
                LiveLimits.standard());
    }

    /** The same with another name for an organisation that is yet to be made. */
    public ControlApiConfig withOrganisationName(String name) {
        return new ControlApiConfig(
                dataDirectory,
                database,
                media,
                publicBaseUrl,
                allowedOrigins,
                name,
                defaultLocale,
                timeZone,
                requestLimits,
                liveLimits);
    }

    /** Everything that is wrong with a configuration, at once. */
    public static final class InvalidConfig extends RuntimeException {
        private final List<String> problems;

        InvalidConfig(List<String> problems) {
            super(
                    problems.stream()
                            .map(p -> "  - " + p)
                            .collect(Collectors.joining("\n", "configuration:\n", "")));
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }

    private static final String PREFIX = "CONSILIUM_API_";
    private static final Set<String> KEYS =
            Set.of(
                    "DATA_DIRECTORY",
                    "DATABASE_URL",
                    "DATABASE_USER",
                    "DATABASE_PASSWORD",
                    "MEDIA_KEY",
                    "MEDIA_SECRET",
                    "MEDIA_SERVER_URL",
                    "MEDIA_CLIENT_URL",
                    "PUBLIC_BASE_URL",
                    "ALLOWED_ORIGINS",
                    "ORGANISATION_NAME",
                    "DEFAULT_LOCALE",
                    "TIME_ZONE",
                    "BIND",
                    "HTTP_PORT");

    /**
     * Reads {@code CONSILIUM_API_*} variables.
     *
     * @throws InvalidConfig listing every missing, wrong or unknown one
     */
    public static ControlApiConfig fromEnvironment(Map<String, String> environment) {
        var reader = new Reader(environment);
        reader.refuseUnknown();
        var directory = Path.of(reader.required("DATA_DIRECTORY", "."));
        var config =
                new ControlApiConfig(
                        directory,
                        reader.database(directory),
                        reader.media(),
                        reader.baseUrl("PUBLIC_BASE_URL"),
                        reader.origins(),
                        reader.text("ORGANISATION_NAME", "Consilium", 120),
                        reader.oneOf("DEFAULT_LOCALE", "fr", Set.of("fr", "en")),
                        reader.zone(),
                        RequestLimits.standard(),
                        LiveLimits.standard());
        reader.done();
        return config;
    }

    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        void done() {
            if (!problems.isEmpty()) {
                throw new InvalidConfig(problems);
            }
        }

        void refuseUnknown() {
            new TreeSet<>(environment.keySet())
                    .stream()
                            .filter(name -> name.startsWith(PREFIX))
                            .filter(name -> !KEYS.contains(name.substring(PREFIX.length())))
                            .forEach(name -> problems.add(name + " is not a known setting"));
        }

        private @Nullable String value(String key) {
            var value = environment.get(PREFIX + key);
            return value == null || value.isBlank() ? null : value.strip();
        }

        String required(String key, String placeholder) {
            var value = value(key);
            if (value == null) {
                problems.add(PREFIX + key + " is missing");
                return placeholder;
            }
            return value;
        }

        String text(String key, String otherwise, int max) {
            var value = value(key);
            if (value != null && value.length() > max) {
                problems.add(PREFIX + key + " is longer than " + max + " characters");
            }
            return value == null ? otherwise : value;
        }

        String oneOf(String key, String otherwise, Set<String> allowed) {
            var value = value(key);
            if (value != null && !allowed.contains(value)) {
                problems.add(PREFIX + key + " is not one of " + new TreeSet<>(allowed));
            }
            return value == null ? otherwise : value;
        }

        String zone() {
            var value = text("TIME_ZONE", "Europe/Paris", 60);
            if (!ZoneId.getAvailableZoneIds().contains(value)) {
                problems.add(PREFIX + "TIME_ZONE is not a known IANA zone");
            }
            return value;
        }

        DatabaseConfig database(Path directory) {
            var url = value("DATABASE_URL");
            if (url == null) {
                return new DatabaseConfig.Embedded(directory.resolve("postgres"), true);
            }
            if (!url.startsWith("jdbc:postgresql:")) {
                problems.add(PREFIX + "DATABASE_URL does not begin with jdbc:postgresql:");
            }
            return new DatabaseConfig.External(
                    url, required("DATABASE_USER", ""), required("DATABASE_PASSWORD", ""));
        }

        MediaConfig media() {
            var key = required("MEDIA_KEY", "");
            var secret = required("MEDIA_SECRET", "");
            if (!secret.isEmpty() && secret.length() < 32) {
                problems.add(PREFIX + "MEDIA_SECRET is shorter than 32 characters");
            }
            var server = uri("MEDIA_SERVER_URL", required("MEDIA_SERVER_URL", ""), "http", "https");
            var client = value("MEDIA_CLIENT_URL");
            return new MediaConfig(
                    key,
                    secret,
                    server,
                    client == null ? null : uri("MEDIA_CLIENT_URL", client, "ws", "wss"));
        }

        @Nullable String baseUrl(String key) {
            var value = value(key);
            if (value == null) {
                return null;
            }
            uri(key, value, "http", "https");
            return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        }

        Set<String> origins() {
            var value = value("ALLOWED_ORIGINS");
            return value == null
                    ? Set.of()
                    : Stream.of(value.split(",", -1))
                            .map(String::strip)
                            .filter(origin -> !origin.isEmpty())
                            .peek(origin -> uri("ALLOWED_ORIGINS", origin, "http", "https"))
                            .collect(Collectors.toUnmodifiableSet());
        }

        private URI uri(String key, String value, String... schemes) {
            try {
                var uri = new URI(value);
                if (uri.getHost() != null && Set.of(schemes).contains(uri.getScheme())) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                problems.add(PREFIX + key + " is not an address: " + e.getReason());
                return URI.create("http://invalid");
            }
            if (!value.isEmpty()) {
                problems.add(
                        PREFIX + key + " is not an address of " + String.join(" or ", schemes));
            }
            return URI.create("http://invalid");
        }
    }
}
