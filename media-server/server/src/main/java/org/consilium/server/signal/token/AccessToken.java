package org.consilium.server.signal.token;

import java.util.Map;
import org.consilium.media.room.ParticipantKind;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token whose signature and times were checked.
 *
 * @param apiKey the key that signed it
 * @param identity whom it is for; empty in tokens for servers
 * @param video null when the token grants nothing about rooms
 * @param room how a room opened by this token behaves; null for the server's defaults
 * @param issuedAtSeconds since 1970: {@code iat}, or {@code nbf} without it, or 0 without both
 * @param expiresAtSeconds since 1970
 */
public record AccessToken(
        String apiKey,
        String identity,
        String name,
        String metadata,
        Map<String, String> attributes,
        ParticipantKind kind,
        @Nullable VideoGrant video,
        @Nullable RoomConfiguration room,
        long issuedAtSeconds,
        long expiresAtSeconds) {
    public AccessToken {
        attributes = Map.copyOf(attributes);
    }

    /**
     * How a room behaves that opens when this token joins; 0 for the server's default.
     *
     * @param maxParticipants most people at once
     */
    public record RoomConfiguration(
            int emptyTimeoutSeconds,
            int departureTimeoutSeconds,
            int maxParticipants,
            String metadata) {}

    /** Never the token itself. */
    @Override
    public String toString() {
        return "AccessToken[apiKey=" + apiKey + "]";
    }
}
