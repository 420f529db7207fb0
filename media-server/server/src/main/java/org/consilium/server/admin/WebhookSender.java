package org.consilium.server.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import livekit.LivekitWebhook.WebhookEvent;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomListener;
import org.consilium.media.room.TrackSnapshot;
import org.consilium.server.signal.SnapshotMessages;
import org.consilium.server.signal.token.TokenIssuer;
import org.jspecify.annotations.Nullable;

/**
 * Tells other servers what happens in rooms: a signed POST per event to each configured address.
 *
 * <p>Told of events on the media loops, where it only puts them into queues; virtual threads send.
 * See {@link WebhookTarget} for order, retries and what is lost when a receiver stays away. Nothing
 * is kept over a restart: a receiver that must know asks RoomService what is open when it is told
 * of a room it does not know, or after it was away.
 */
public final class WebhookSender implements RoomListener {
    private static final JsonFormat.Printer JSON =
            JsonFormat.printer().omittingInsignificantWhitespace();

    /** An event on its way; {@code createdAtSeconds} since 1970. */
    record Notice(String id, String name, RoomEvent event, long createdAtSeconds) {
        /** The body, the same for every attempt and receiver. */
        byte[] body() {
            try {
                return JSON.print(message()).getBytes(StandardCharsets.UTF_8);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("our own messages hold no Any", e);
            }
        }

        private WebhookEvent message() {
            var message =
                    WebhookEvent.newBuilder()
                            .setEvent(name)
                            .setId(id)
                            .setCreatedAt(createdAtSeconds)
                            .setRoom(SnapshotMessages.room(event.room()));
            ParticipantSnapshot participant =
                    switch (event) {
                        case RoomEvent.ParticipantJoined joined -> joined.participant();
                        case RoomEvent.ParticipantLeft left -> left.participant();
                        case RoomEvent.TrackPublished published -> published.participant();
                        case RoomEvent.TrackUnpublished unpublished -> unpublished.participant();
                        default -> null;
                    };
            if (participant != null) {
                message.setParticipant(SnapshotMessages.participant(participant));
            }
            TrackSnapshot track =
                    switch (event) {
                        case RoomEvent.TrackPublished published -> published.track();
                        case RoomEvent.TrackUnpublished unpublished -> unpublished.track();
                        default -> null;
                    };
            if (track != null) {
                message.setTrack(SnapshotMessages.track(track));
            }
            return message.build();
        }
    }

    private final List<WebhookTarget> targets;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * Sends to these addresses.
     *
     * @param apiKey the key whose secret the receivers know
     * @param random for event ids; used by several loops at once, so thread-safe
     */
    public WebhookSender(
            List<URI> urls,
            String apiKey,
            TokenIssuer issuer,
            InstantSource clock,
            RandomGenerator random) {
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(WebhookTarget.TIMEOUT)
                        .build();
        this.targets =
                urls.stream().map(url -> new WebhookTarget(url, apiKey, issuer, http)).toList();
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void onEvent(RoomEvent event) {
        String name = name(event);
        if (name == null || targets.isEmpty()) {
            return;
        }
        var bytes = new byte[12];
        random.nextBytes(bytes);
        var notice =
                new Notice(
                        "EV_" + HexFormat.of().formatHex(bytes),
                        name,
                        event,
                        clock.instant().getEpochSecond());
        for (WebhookTarget target : targets) {
            target.offer(notice);
        }
    }

    /** The event's name in the protocol; null for events that are not told. */
    private static @Nullable String name(RoomEvent event) {
        return switch (event) {
            case RoomEvent.Started ignored -> "room_started";
            case RoomEvent.Finished ignored -> "room_finished";
            case RoomEvent.ParticipantJoined ignored -> "participant_joined";
            case RoomEvent.ParticipantLeft left ->
                    left.wasActive() ? "participant_left" : "participant_connection_aborted";
            case RoomEvent.TrackPublished ignored -> "track_published";
            case RoomEvent.TrackUnpublished ignored -> "track_unpublished";
            case RoomEvent.Changed ignored -> null;
            case RoomEvent.ParticipantAdmitted ignored -> null;
            case RoomEvent.ParticipantChanged ignored -> null;
            case RoomEvent.HistoryEnded ignored -> null;
        };
    }

    /** Counters for the metrics. Any thread. */
    public WebhookStatistics statistics() {
        long sent = 0;
        long retried = 0;
        long dropped = 0;
        int waiting = 0;
        for (WebhookTarget target : targets) {
            WebhookStatistics one = target.statistics();
            sent += one.sent();
            retried += one.retried();
            dropped += one.dropped();
            waiting += one.waiting();
        }
        return new WebhookStatistics(sent, retried, dropped, waiting);
    }

    /** Waits until everything is delivered or the time is over; then gives the rest up. */
    public void flush(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (statistics().waiting() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(10);
        }
        targets.forEach(WebhookTarget::stop);
    }
}
