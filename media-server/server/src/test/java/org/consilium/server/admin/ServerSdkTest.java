package org.consilium.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consilium.media.room.RoomCommand;
import org.consilium.server.admin.RoomServiceFixture.Received;
import org.consilium.server.signal.token.TestTokens;
import org.junit.jupiter.api.Test;

/** A server SDK nobody here wrote, against RoomService and webhooks. */
class ServerSdkTest {
    @Test
    void steersRoomsAndAcceptsOurWebhooks() throws Exception {
        try (var server = new RoomServiceFixture()) {
            server.rooms.enter("ward", "PA_1", "ada");
            var webhooks = new ArrayList<Object>();
            for (int i = 0; i < 3; i++) {
                Received received = server.received.take();
                webhooks.add(
                        Map.of("body", received.body(), "authorization", received.authorization()));
            }
            String printed =
                    NodeScript.run(
                            "server-sdk.js",
                            JSONArrayUtils.toJSONString(webhooks),
                            List.of(server.url(), TestTokens.KEY, TestTokens.SECRET));
            assertThat(printed.lines())
                    .containsExactly(
                            "room_started ward -",
                            "participant_joined ward ada",
                            "track_published ward ada");
            assertThat(server.rooms.submitted)
                    .anyMatch(RoomCommand.SendData.class::isInstance)
                    .anyMatch(RoomCommand.UpdateSubscription.class::isInstance);
            server.webhooks.flush(Duration.ofSeconds(5));
        }
    }
}
