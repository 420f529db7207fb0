package org.consilium.media.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Descriptions written by real browsers (Chromium 156, Firefox 153), stored as they came. The
 * numbered ones are one connection's life in order.
 */
public final class BrowserSdp {
    public static final List<String> BROWSERS = List.of("chromium", "firefox");

    private static final List<String> NAMES =
            List.of(
                    "publisher-offer",
                    "plain-offer",
                    "data-offer",
                    "single-offer",
                    "publish-1-first-offer",
                    "publish-2-second-audio-offer",
                    "publish-3-unpublish-offer",
                    "publish-4-recycle-offer",
                    "publish-5-restart-offer",
                    "subscribe-1-empty-answer",
                    "subscribe-2-tracks-answer",
                    "subscribe-3-removed-answer",
                    "subscribe-4-reuse-answer",
                    "subscribe-5-after-reject-answer",
                    "single-1-first-offer",
                    "single-2-attached-offer",
                    "single-3-publish-offer");

    private BrowserSdp() {}

    /** The names of all. */
    public static Stream<String> names() {
        return BROWSERS.stream()
                .flatMap(browser -> NAMES.stream().map(name -> browser + "-" + name));
    }

    /** The text of one. */
    public static String text(String name) {
        try (InputStream in = BrowserSdp.class.getResourceAsStream(name + ".sdp")) {
            if (in == null) {
                throw new AssertionError("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
