package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.consilium.control.db.DatabaseConfig;
import org.junit.jupiter.api.Test;

class ControlApiConfigTest {
    @Test
    void listsEverythingThatIsWrongAtOnce() {
        var invalid =
                catchThrowableOfType(
                        ControlApiConfig.InvalidConfig.class,
                        () ->
                                ControlApiConfig.fromEnvironment(
                                        Map.of(
                                                "CONSILIUM_API_MEDIA_SECRET", "short",
                                                "CONSILIUM_API_MEDIA_SERVER_URL", "ftp://x",
                                                "CONSILIUM_API_PUBLIC_BASE_URL", "not an address",
                                                "CONSILIUM_API_TIME_ZONE", "Mars/Base",
                                                "CONSILIUM_API_DEFAULT_LOCALE", "de",
                                                "CONSILIUM_API_DATABASE_URL", "jdbc:mysql://x",
                                                "CONSILIUM_API_TYPO", "x")));
        assertThat(invalid.problems())
                .hasSize(11)
                .anyMatch(problem -> problem.contains("TYPO is not a known setting"))
                .anyMatch(problem -> problem.contains("DATA_DIRECTORY is missing"))
                .anyMatch(problem -> problem.contains("MEDIA_SECRET is shorter"));
        assertThat(invalid.getMessage()).doesNotContain("short\n");
    }

    @Test
    void readsAWholeConfiguration() {
        var config =
                ControlApiConfig.fromEnvironment(
                        Map.of(
                                "CONSILIUM_API_DATA_DIRECTORY", "data",
                                "CONSILIUM_API_MEDIA_KEY", "key",
                                "CONSILIUM_API_MEDIA_SECRET", "0123456789abcdef0123456789abcdef",
                                "CONSILIUM_API_MEDIA_SERVER_URL", "http://media:7880",
                                "CONSILIUM_API_PUBLIC_BASE_URL", "https://consult.example/",
                                "CONSILIUM_API_ALLOWED_ORIGINS",
                                        "https://a.example, https://b.example",
                                "PATH", "/usr/bin"));
        assertThat(config.publicBaseUrl()).isEqualTo("https://consult.example");
        assertThat(config.allowedOrigins())
                .containsExactlyInAnyOrder("https://a.example", "https://b.example");
        assertThat(config.database()).isInstanceOf(DatabaseConfig.Embedded.class);
        assertThat(config.media().toString()).doesNotContain("0123");
    }
}
