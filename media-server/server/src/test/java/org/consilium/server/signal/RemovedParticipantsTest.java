package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RemovedParticipantsTest {
    private Instant now = Instant.ofEpochSecond(1_000_000);
    private final RemovedParticipants removed = new RemovedParticipants(() -> now);

    @Test
    void voidsTokensOfBeforeAndNotLaterOnes() {
        removed.remove("ward", "ada");
        assertThat(removed.isVoid("ward", "ada", 0)).isTrue();
        assertThat(removed.isVoid("ward", "ada", 1_000_000)).isTrue();
        assertThat(removed.isVoid("ward", "ada", 1_000_001)).isFalse();
        assertThat(removed.isVoid("ward", "bob", 0)).isFalse();
        assertThat(removed.isVoid("theatre", "ada", 0)).isFalse();
    }

    @Test
    void aSecondRemovalCountsAnew() {
        removed.remove("ward", "ada");
        now = now.plusSeconds(60);
        removed.remove("ward", "ada");
        assertThat(removed.isVoid("ward", "ada", 1_000_030)).isTrue();
    }

    @Test
    void forgetsAfterADayAndTheOldestWhenFull() {
        removed.remove("ward", "ada");
        now = now.plus(RemovedParticipants.MEMORY).plusSeconds(1);
        removed.remove("ward", "bob");
        assertThat(removed.isVoid("ward", "ada", 0)).isFalse();
        for (int i = 0; i < RemovedParticipants.MAX_ENTRIES; i++) {
            removed.remove("ward", "p" + i);
        }
        assertThat(removed.isVoid("ward", "bob", 0)).isFalse();
        assertThat(removed.isVoid("ward", "p0", 0)).isTrue();
    }
}
