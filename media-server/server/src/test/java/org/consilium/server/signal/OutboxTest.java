package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import livekit.LivekitRtc.SignalResponse;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static Outbox.Item offer(int bytes) {
        return new Outbox.Item.Event(new ParticipantEvent.SubscriberOffer(1, "x".repeat(bytes)));
    }

    @Test
    void isBoundedInBytesAndLetsTheEndIn() throws Exception {
        var outbox = new Outbox(1_000);
        assertThat(outbox.offer(offer(400))).isTrue();
        assertThat(outbox.offer(offer(400))).isTrue();
        assertThat(outbox.offer(offer(400))).isFalse();
        assertThat(outbox.offer(new Outbox.Item.Close(1000, "", null))).isTrue();

        assertThat(outbox.poll(0)).isEqualTo(offer(400));
        assertThat(outbox.offer(offer(400))).as("what was taken out makes room").isTrue();
    }

    @Test
    void keepsTheOrderOfAllKinds() throws Exception {
        var outbox = new Outbox(100_000);
        var items =
                List.of(
                        offer(1),
                        new Outbox.Item.Message(SignalResponse.newBuilder().setPong(1).build()),
                        new Outbox.Item.Event(
                                new ParticipantEvent.Ended(
                                        EndReason.ROOM_CLOSED, EndAction.DISCONNECT)),
                        new Outbox.Item.Close(1000, "", null));
        items.forEach(outbox::offer);
        for (Outbox.Item item : items) {
            assertThat(outbox.poll(0)).isEqualTo(item);
        }
        assertThat(outbox.poll(0)).isNull();
        assertThat(outbox.poll(1_000)).isNull();
    }

    @Test
    void takesOnlyChangesOfParticipantsAlong() throws Exception {
        var outbox = new Outbox(100_000);
        var change =
                new ParticipantEvent.ParticipantsChanged(
                        List.of(Snapshots.participant("PA_1", "ada")));
        outbox.offer(new Outbox.Item.Event(change));
        outbox.offer(offer(1));
        outbox.offer(new Outbox.Item.Event(change));
        assertThat(outbox.pollParticipantsChanged()).isEqualTo(change);
        assertThat(outbox.pollParticipantsChanged()).as("an offer is in between").isNull();
        assertThat(outbox.poll(0)).isEqualTo(offer(1));
        assertThat(outbox.pollParticipantsChanged()).isEqualTo(change);
    }

    @Test
    void countsWhatParticipantsCarry() {
        var outbox = new Outbox(Outbox.MAX_BYTES);
        var change =
                new Outbox.Item.Event(
                        new ParticipantEvent.ParticipantsChanged(
                                List.of(Snapshots.participant("PA_1", "ada"))));
        int fitted = 0;
        while (outbox.offer(change)) {
            fitted++;
        }
        assertThat(fitted).isBetween(1_000, 20_000);
    }
}
