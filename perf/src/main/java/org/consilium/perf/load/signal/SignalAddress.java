package org.consilium.perf.load.signal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a server is, and the key to sign tokens with.
 *
 * @param url {@code ws://} or {@code wss://}, with a path if the server is behind one
 */
public record SignalAddress(URI url, String apiKey, String apiSecret) {
    /** Never the secret. */
    @Override
    public String toString() {
        return "SignalAddress[" + url + "]";
    }

    URI join(String room, String identity, boolean publishes, long nowSeconds) {
        String token = LoadToken.sign(apiKey, apiSecret, room, identity, publishes, nowSeconds);
        String base = url.toString();
        return URI.create(
                (base.endsWith("/") ? base : base + "/")
                        + "rtc?auto_subscribe=1&adaptive_stream=0&sdk=go&protocol=15&version=0.1.0"
                        + "&access_token="
                        + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }
}
