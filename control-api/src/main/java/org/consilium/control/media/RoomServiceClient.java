package org.consilium.control.media;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the media server's RoomService (Twirp, JSON). Thread-safe; blocks for at most some seconds.
 *
 * <p>Whatever is wrong on the other side becomes 503: the caller's own data are stored by then, and
 * calls already running go on.
 */
public final class RoomServiceClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomServiceClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private final URI serverUrl;
    private final MediaTokens tokens;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    public RoomServiceClient(MediaConfig config, MediaTokens tokens) {
        this.serverUrl = config.serverUrl();
        this.tokens = tokens;
    }

    /** Disconnects a participant; returns false when there is no such one in the room. */
    public boolean removeParticipant(String room, String participantRef) {
        return call(room, "RemoveParticipant", Map.of("room", room, "identity", participantRef))
                .found();
    }

    /** Mutes every track of one source; returns false when the participant is not in the room. */
    public boolean mute(String room, String participantRef, String source) {
        var participant =
                call(room, "GetParticipant", Map.of("room", room, "identity", participantRef));
        if (!participant.found()) {
            return false;
        }
        for (var track : participant.body().path("tracks")) {
            if (source.equals(MediaEvent.source(track)) && !track.path("muted").asBoolean()) {
                call(
                        room,
                        "MutePublishedTrack",
                        Map.of(
                                "room",
                                room,
                                "identity",
                                participantRef,
                                "trackSid",
                                track.path("sid").asText(),
                                "muted",
                                true));
            }
        }
        return true;
    }

    /** Sends everybody out and forgets the room. */
    public void deleteRoom(String room) {
        call(room, "DeleteRoom", Map.of("room", room));
    }

    private record Answer(boolean found, JsonNode body) {}

    private Answer call(String room, String method, Map<String, Object> request) {
        var http1 =
                HttpRequest.newBuilder(serverUrl.resolve("/twirp/livekit.RoomService/" + method))
                        .timeout(CALL_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + tokens.admin(room))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(request)))
                        .build();
        try {
            var response = http.send(http1, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                var bytes = body.readNBytes(MAX_ANSWER_BYTES);
                if (response.statusCode() == 404) {
                    return new Answer(
                            false,
                            Json.readTree("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                }
                if (response.statusCode() != 200) {
                    LOG.warn("media server answered {} to {}", response.statusCode(), method);
                    throw ApiException.unavailable(RETRY_AFTER, null);
                }
                return new Answer(true, Json.readTree(bytes));
            }
        } catch (IOException e) {
            throw ApiException.unavailable(RETRY_AFTER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable(RETRY_AFTER, e);
        } catch (ApiException e) {
            throw switch (e.type()) {
                case MALFORMED_JSON -> ApiException.unavailable(RETRY_AFTER, e);
                default -> e;
            };
        }
    }

    /** Our word for a protocol enum value, such as {@code SCREEN_SHARE}. */
    static String word(String protocolName) {
        return protocolName.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
