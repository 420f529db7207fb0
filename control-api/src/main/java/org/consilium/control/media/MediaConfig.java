package org.consilium.control.media;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The media server and the key shared with it.
 *
 * @param serverUrl base for RoomService calls, such as {@code http://127.0.0.1:8080}
 * @param clientUrl WebSocket base browsers connect to, such as {@code wss://media.example}; null:
 *     the host the browser used to reach us
 */
public record MediaConfig(String apiKey, String apiSecret, URI serverUrl, @Nullable URI clientUrl) {
    @Override
    public String toString() {
        return "MediaConfig[" + serverUrl + "]"; // Never the secret.
    }
}
