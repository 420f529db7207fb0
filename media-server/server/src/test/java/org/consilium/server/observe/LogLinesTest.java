package org.consilium.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLinesTest {
    private static final String TOKEN =
            "eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6eyJyb29tIjoiYSJ9fQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ";

    private final LoggerContext context = new LoggerContext();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /rtc?access_token=%s&auto_subscribe=1",
                "GET /rtc/v1?auto_subscribe=1&ACCESS_TOKEN=%s",
                "Authorization: Bearer %s",
                "authorization=bearer %s rest",
                "{\"access_token\":\"%s\",\"url\":\"wss://x\"}",
                "upgrade refused for %s",
                "java.net.URI[https://h/rtc?access_token=%s]"
            })
    void tokensNeverReachTheLog(String shape) {
        String line = line(String.format(shape, TOKEN), null);
        assertThat(line).contains("***").doesNotContain("eyJ").doesNotContain("c2lnbmF0");
        String inException =
                line("event=x", new IllegalStateException(String.format(shape, TOKEN)));
        assertThat(inException).contains("***").doesNotContain("eyJ").doesNotContain("c2lnbmF0");
    }

    @Test
    void secretsAndPasswordsAreMaskedByTheirName() {
        String line =
                line(
                        "secret=hunter2 password: pw1, ice-pwd=abcdef \"credential\":\"cr3d\" k=v",
                        null);
        assertThat(line).doesNotContain("hunter2", "pw1", "abcdef", "cr3d").contains("k=v");
    }

    @Test
    void opaqueTokenInAQueryIsMaskedToo() {
        assertThat(line("GET /rtc?access_token=opaque123&sdk=js HTTP/1.1", null))
                .doesNotContain("opaque123")
                .contains("sdk=js HTTP/1.1");
    }

    @Test
    void eventIsOneLineWhateverItSays() {
        String line =
                line(
                        "name=a\r\nlevel=ERROR forged=1\u001b[31m\u2028x",
                        new IllegalStateException("first\nsecond"));
        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).contains("\\r\\nlevel=ERROR forged=1\\u001b[31m\\u2028x");
        assertThat(line).contains("exception=\"java.lang.IllegalStateException: first\\nsecond");
    }

    @Test
    void lineBeginsWithTheFourFixedPairs() {
        assertThat(line("event=room-started room=RM_1", null))
                .matches(
                        "time=\\d{4}-\\S+Z level=WARN logger=LogLinesTest thread=\\S+ event=room-started"
                                + " room=RM_1\\R");
    }

    @Test
    void hugeMessageIsCut() {
        assertThat(line("x".repeat(1 << 20), null)).hasSizeLessThan(20_000);
    }

    @Test
    void maskingIsFastOnHostileText() {
        for (String text :
                List.of("eyJ".repeat(5_000), "token=".repeat(2_500), "bearer ".repeat(2_000))) {
            assertThat(line(text, null)).isNotEmpty();
        }
    }

    private String line(String message, @org.jspecify.annotations.Nullable Throwable thrown) {
        var layout = new LogLines();
        layout.start();
        var logger = context.getLogger(LogLinesTest.class);
        return layout.doLayout(
                new LoggingEvent("", logger, Level.WARN, message, thrown, new Object[0]));
    }
}
