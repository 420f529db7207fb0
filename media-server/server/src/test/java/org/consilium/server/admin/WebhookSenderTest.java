package org.consilium.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.admin.RoomServiceFixture.Received;
import org.consilium.server.signal.Snapshots;
import org.consilium.server.signal.token.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {
    private RoomServiceFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new RoomServiceFixture();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Received next() throws InterruptedException {
        Received received = server.received.poll(10, TimeUnit.SECONDS);
        if (received == null) {
            throw new AssertionError("no webhook came");
        }
        return received;
    }

    private static Object event(Received received) throws Exception {
        return Objects.requireNonNull(JSONObjectUtils.parse(received.body()).get("event"));
    }

    @Test
    void tellsAStoryInOrder() throws Exception {
        server.rooms.enter("ward", "PA_1", "ada");
        server.rooms.submit(
                "ward",
                new RoomCommand.Leave("PA_1", org.consilium.media.room.EndReason.CLIENT_INITIATED));
        server.rooms.submit(
                "ward",
                new RoomCommand.Close(
                        org.consilium.media.room.EndReason.ROOM_CLOSED,
                        org.consilium.media.room.EndAction.DISCONNECT));
        var events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(event(next()));
        }
        assertThat(events)
                .containsExactly(
                        "room_started",
                        "participant_joined",
                        "track_published",
                        "participant_left",
                        "room_finished");
    }

    @Test
    void eachIsSignedOverItsBody() throws Exception {
        server.webhooks.onEvent(
                new RoomEvent.ParticipantLeft(
                        Snapshots.room("ward", 0), Snapshots.participant("PA_1", "ada"), false));
        Received received = next();
        assertThat(received.contentType()).isEqualTo("application/webhook+json");
        assertThat(received.authorization()).doesNotStartWith("Bearer");
        var claims =
                JSONObjectUtils.parse(
                        new String(
                                Base64.getUrlDecoder()
                                        .decode(received.authorization().split("\\.")[1]),
                                StandardCharsets.UTF_8));
        assertThat(claims).containsEntry("iss", TestTokens.KEY);
        assertThat(claims)
                .containsEntry(
                        "sha256",
                        Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-256")
                                                .digest(
                                                        received.body()
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8))));
        var body = JSONObjectUtils.parse(received.body());
        assertThat(body).containsEntry("event", "participant_connection_aborted");
        assertThat(body.get("id")).asString().startsWith("EV_");
        assertThat(body.get("participant")).asString().contains("ada");
        assertThat(Long.parseLong((String) body.get("createdAt"))).isPositive();
    }

    @Test
    void aReceiverThatFailsIsTriedAgainAndTheOrderHolds() throws Exception {
        var attempts = new AtomicInteger();
        server.receiver = request -> attempts.incrementAndGet() <= 2 ? 503 : 200;
        server.rooms.enter("ward", "PA_1", "ada");
        assertThat(List.of(event(next()), event(next()), event(next())))
                .containsExactly("room_started", "participant_joined", "track_published");
        assertThat(attempts).hasValue(5);
        server.webhooks.flush(Duration.ofSeconds(5));
        WebhookStatistics statistics = server.webhooks.statistics();
        assertThat(statistics).isEqualTo(new WebhookStatistics(3, 2, 0, 0));
    }

    @Test
    void aRefusedEventIsDroppedAndTheNextOnesGoOn() throws Exception {
        server.receiver = request -> request.body().contains("room_started") ? 401 : 200;
        server.rooms.enter("ward", "PA_1", "ada");
        assertThat(event(next())).isEqualTo("participant_joined");
        assertThat(server.webhooks.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void oneRoomDoesNotWaitForAnother() throws Exception {
        server.receiver = request -> request.body().contains("RM_stuck") ? 503 : 200;
        server.rooms.submit("stuck", new RoomCommand.Open(RoomSettings.DEFAULT, ""));
        server.rooms.enter("ward", "PA_1", "ada");
        assertThat(event(next())).isEqualTo("room_started");
        assertThat(event(next())).isEqualTo("participant_joined");
        server.webhooks.flush(Duration.ZERO);
    }

    @Test
    void manyRoomsKeepTheirOrder() throws Exception {
        for (int i = 0; i < 200; i++) {
            server.rooms.enter("r" + i, "PA_" + i, "p" + i);
        }
        var byRoom = new ConcurrentHashMap<String, List<Object>>();
        for (int i = 0; i < 600; i++) {
            var body = JSONObjectUtils.parse(next().body());
            String room = String.valueOf(body.get("room")).replaceAll(".*name=(r\\d+).*", "$1");
            byRoom.computeIfAbsent(room, name -> new ArrayList<>()).add(body.get("event"));
        }
        assertThat(byRoom).hasSize(200);
        assertThat(byRoom.values())
                .allMatch(
                        events ->
                                events.equals(
                                        List.of(
                                                "room_started",
                                                "participant_joined",
                                                "track_published")));
    }

    @Test
    void theOldestAreKeptWhenTheReceiverStaysAway() throws Exception {
        server.receiver = request -> 503;
        for (int i = 0; i < WebhookTarget.MAX_WAITING + 5; i++) {
            server.webhooks.onEvent(new RoomEvent.Started(Snapshots.room("ward", 0)));
        }
        assertThat(server.webhooks.statistics().waiting()).isEqualTo(WebhookTarget.MAX_WAITING);
        assertThat(server.webhooks.statistics().dropped()).isEqualTo(5);
        server.webhooks.flush(Duration.ZERO);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (server.webhooks.statistics().waiting() > 0 && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(server.webhooks.statistics().waiting()).isZero();
    }
}
