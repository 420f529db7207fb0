package org.consilium.control.consults;

import java.util.UUID;

/** Where and with what to join the media room. */
public record MediaAccessView(
        String url,
        String token,
        long expiresIn,
        String participantRef,
        UUID consultId,
        UUID conversationId,
        String role,
        String displayName) {
    @Override
    public String toString() {
        return "MediaAccessView[" + participantRef + "]"; // Never a token in a log.
    }
}
