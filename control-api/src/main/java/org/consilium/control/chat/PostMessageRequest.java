package org.consilium.control.chat;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /conversations/{id}/messages}. */
public record PostMessageRequest(@Nullable String clientId, @Nullable String text) {
    @Override
    public String toString() {
        return "PostMessageRequest"; // Never message text in a log.
    }
}
