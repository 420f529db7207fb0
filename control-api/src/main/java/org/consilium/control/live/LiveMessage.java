package org.consilium.control.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The envelope of every frame, both ways. */
record LiveMessage(
        int v,
        @Nullable String id,
        String type,
        @Nullable String topic,
        @Nullable Long seq,
        @Nullable Instant at,
        @Nullable Object data) {

    /** The envelope as a client may send it; everything may be missing. */
    record Received(
            @Nullable Integer v,
            @Nullable String id,
            @Nullable String type,
            @Nullable String topic,
            @Nullable Long seq,
            @Nullable JsonNode data) {}

    static LiveMessage ack(@Nullable String id) {
        return new LiveMessage(1, id, "ack", null, null, null, null);
    }

    static LiveMessage error(@Nullable String id, Object problem) {
        return new LiveMessage(1, id, "error", null, null, null, problem);
    }

    static LiveMessage about(String type, String topic) {
        return new LiveMessage(1, null, type, topic, null, null, null);
    }

    static LiveMessage event(String topic, LiveEvent event) {
        return new LiveMessage(1, null, event.type(), topic, event.seq(), event.at(), event.data());
    }
}
