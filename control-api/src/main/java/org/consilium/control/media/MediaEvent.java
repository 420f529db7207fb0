package org.consilium.control.media;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of the media server, as far as attendance needs it.
 *
 * @param id the media server's; the same for every retry
 * @param kind such as {@code participant_joined}
 * @param room name of the room; empty when the event has none
 * @param participantRef identity; empty for events about the room
 * @param participantSid one connection of that identity; empty for events about the room
 * @param joinedAt when that connection became active, if the event says
 * @param disconnectReason in lower case, {@code unknown_reason} when not told
 */
public record MediaEvent(
        String id,
        String kind,
        Instant at,
        String room,
        String roomSid,
        String participantRef,
        String participantSid,
        @Nullable Instant joinedAt,
        String disconnectReason,
        String trackSid,
        String trackSource) {

    private static final List<String> REASONS =
            List.of(
                    "unknown_reason",
                    "client_initiated",
                    "duplicate_identity",
                    "server_shutdown",
                    "participant_removed",
                    "room_deleted",
                    "state_mismatch",
                    "join_failure",
                    "migration",
                    "signal_close",
                    "room_closed");
    private static final List<String> SOURCES =
            List.of("unknown", "camera", "microphone", "screen_share", "screen_share_audio");

    /**
     * Reads proto-JSON: lowerCamelCase or snake_case, 64-bit numbers as strings, enums as names or
     * numbers.
     */
    static MediaEvent read(JsonNode event, Instant receivedAt) {
        var room = event.path("room");
        var participant = event.path("participant");
        var track = event.path("track");
        return new MediaEvent(
                text(event, "id", "id"),
                text(event, "event", "event"),
                time(event, receivedAt),
                text(room, "name", "name"),
                text(room, "sid", "sid"),
                text(participant, "identity", "identity"),
                text(participant, "sid", "sid"),
                joinedAt(participant),
                word(either(participant, "disconnectReason", "disconnect_reason"), REASONS),
                text(track, "sid", "sid"),
                source(track));
    }

    /** The event carries whole seconds only; one just made is as exact as its arrival. */
    private static Instant time(JsonNode event, Instant receivedAt) {
        var seconds = either(event, "createdAt", "created_at").asLong();
        var told = Instant.ofEpochSecond(Math.clamp(seconds, 0, 253_402_300_799L));
        var lateSeconds = receivedAt.getEpochSecond() - told.getEpochSecond();
        return seconds == 0 || (lateSeconds >= 0 && lateSeconds <= 1) ? receivedAt : told;
    }

    private static @Nullable Instant joinedAt(JsonNode participant) {
        var millis = either(participant, "joinedAtMs", "joined_at_ms").asLong();
        var seconds = either(participant, "joinedAt", "joined_at").asLong();
        if (millis > 0 && millis < 253_402_300_799_000L) {
            return Instant.ofEpochMilli(millis);
        }
        return seconds > 0 && seconds < 253_402_300_799L ? Instant.ofEpochSecond(seconds) : null;
    }

    /** Our word for a track's source. */
    static String source(JsonNode track) {
        return word(track.path("source"), SOURCES);
    }

    private static String word(JsonNode value, List<String> byNumber) {
        if (value.isTextual()) {
            return RoomServiceClient.word(value.textValue());
        }
        var number = value.asInt(0);
        return number >= 0 && number < byNumber.size() ? byNumber.get(number) : byNumber.getFirst();
    }

    private static JsonNode either(JsonNode object, String camel, String snake) {
        var value = object.path(camel);
        return value.isMissingNode() ? object.path(snake) : value;
    }

    private static String text(JsonNode object, String camel, String snake) {
        return either(object, camel, snake).asText("");
    }
}
