package org.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.consilium.server.config.TurnConfig;
import org.junit.jupiter.api.Test;

class TurnCredentialsTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

    @Test
    void passwordIsTheHmacOfExpiryAndParticipant() {
        var credentials =
                new TurnCredentials(new TurnConfig(List.of("turn:relay"), "north", 3600), CLOCK);
        var server = credentials.forParticipant("PA_abc").getFirst();
        assertThat(server.username()).isEqualTo("1700003600:PA_abc");
        // printf '1700003600:PA_abc' | openssl dgst -sha1 -hmac north -binary | base64
        assertThat(server.credential()).isEqualTo("uCNHsrotTcQG8TB17kb2/7Rj4wk=");
        assertThat(server.urls()).containsExactly("turn:relay");
    }

    @Test
    void withoutRelaysThereIsNothingToTell() {
        var credentials = new TurnCredentials(new TurnConfig(List.of(), "", 3600), CLOCK);
        assertThat(credentials.forParticipant("PA_abc")).isEmpty();
    }
}
