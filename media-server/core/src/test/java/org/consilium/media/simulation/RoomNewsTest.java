package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.consilium.media.room.ConnectionQuality;
import org.consilium.media.room.LoggedEvent;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantHistory;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.TrackSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a room tells of watched layers, permissions and connections, in virtual time. */
class RoomNewsTest {
    private static final LinkConditions NEAR = LinkConditions.perfect().withDelayMillis(10);

    private final SimulatedConference conference = new SimulatedConference(3);

    @AfterEach
    void theEngineSurvivedNoBugOfOurs() {
        assertThat(conference.faults()).isEmpty();
    }

    private TestClient join(String identity) {
        return conference.join(identity, NEAR, NEAR);
    }

    private static <E extends ParticipantEvent> List<E> told(TestClient client, Class<E> kind) {
        return client.events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Every message about watched layers, as it reads. */
    private static List<String> watched(TestClient client) {
        return told(client, ParticipantEvent.WatchedLayersChanged.class).stream()
                .map(event -> event.codecs().getFirst())
                .map(
                        codec ->
                                codec.codec()
                                        + (codec.low() ? " low" : "")
                                        + (codec.medium() ? " medium" : "")
                                        + (codec.high() ? " high" : ""))
                .toList();
    }

    @Test
    void aPublisherLearnsWhichLayersAreWatched() {
        TestClient ada = join("ada");
        conference.runForMillis(500);
        ada.publish();
        conference.runForMillis(6_000);
        assertThat(watched(ada)).as("alone in the room").containsExactly("vp8");

        TestClient bob = join("bob");
        conference.runForMillis(1_000);
        assertThat(watched(ada)).last().isEqualTo("vp8 low medium high");

        bob.want(new TrackSettings(false, 2, 300, 170, 0, 0));
        conference.runForMillis(4_000);
        assertThat(watched(ada)).as("not yet").hasSize(2);
        conference.runForMillis(2_000);
        assertThat(watched(ada)).last().isEqualTo("vp8 low");

        bob.want(TrackSettings.FULL);
        conference.runForMillis(200);
        assertThat(watched(ada)).last().isEqualTo("vp8 low medium high");
    }

    @Test
    void aPublisherWhoComesBackIsToldAgainWhatIsWatched() {
        TestClient ada = join("ada");
        conference.runForMillis(500);
        ada.publish();
        conference.runForMillis(1_000);
        ada.loseSignal();
        conference.runForMillis(6_000);
        assertThat(watched(ada)).isEmpty();

        ada.resume();
        conference.runForMillis(100);

        assertThat(watched(ada)).containsExactly("vp8");
    }

    @Test
    void whomAPublisherDoesNotAllowIsToldAndGetsNothing() {
        TestClient ada = join("ada");
        TestClient bob = join("bob");
        TestClient eve = join("eve");
        conference.runForMillis(500);
        conference.command(
                new RoomCommand.RestrictSubscribers(
                        ada.sid(),
                        false,
                        List.of(new RoomCommand.SubscriberGrant("", "bob", true, List.of()))));
        ada.publish();
        conference.runForMillis(2_000);
        assertThat(bob.videos()).hasSize(1);
        assertThat(eve.videos()).isEmpty();
        assertThat(told(eve, ParticipantEvent.SubscriptionPermissionChanged.class))
                .hasSize(2)
                .allMatch(told -> !told.allowed() && told.publisherSid().equals(ada.sid()));
        assertThat(told(bob, ParticipantEvent.SubscriptionPermissionChanged.class)).isEmpty();

        conference.command(new RoomCommand.RestrictSubscribers(ada.sid(), true, List.of()));
        conference.runForMillis(2_000);
        assertThat(eve.videos()).hasSize(1);
        assertThat(told(eve, ParticipantEvent.SubscriptionPermissionChanged.class))
                .hasSize(4)
                .last()
                .matches(ParticipantEvent.SubscriptionPermissionChanged::allowed);

        conference.command(new RoomCommand.RestrictSubscribers(ada.sid(), false, List.of()));
        conference.runForMillis(500);
        assertThat(bob.videos()).isEmpty();
        assertThat(eve.videos()).isEmpty();
    }

    @Test
    void badConnectionsAreToldToThoseTheyConcernAndNeverAsLost() {
        TestClient ada = join("ada");
        TestClient bob = join("bob");
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(12_000);
        assertThat(told(ada, ParticipantEvent.QualityChanged.class))
                .flatExtracting(ParticipantEvent.QualityChanged::qualities)
                .extracting(ParticipantEvent.Quality::quality)
                .contains(ConnectionQuality.EXCELLENT)
                .doesNotContain(ConnectionQuality.LOST);

        bob.conditions(NEAR.withLoss(0.2), NEAR.withLoss(0.2));
        conference.runForMillis(12_000);
        assertThat(told(ada, ParticipantEvent.QualityChanged.class))
                .flatExtracting(ParticipantEvent.QualityChanged::qualities)
                .anyMatch(
                        quality ->
                                quality.participantSid().equals(bob.sid())
                                        && quality.quality() == ConnectionQuality.POOR)
                .noneMatch(
                        quality ->
                                quality.participantSid().equals(ada.sid())
                                        && quality.quality() == ConnectionQuality.POOR)
                .noneMatch(quality -> quality.quality() == ConnectionQuality.LOST);
    }

    @Test
    void aHistoryTellsWhyAPictureStoodStill() {
        TestClient ada = join("ada");
        TestClient bob = join("bob");
        conference.runForMillis(500);
        ada.publish();
        conference.runForMillis(6_000);
        bob.conditions(NEAR.withLoss(1), NEAR.withLoss(1));
        conference.runForMillis(11_000);
        bob.conditions(NEAR, NEAR);
        conference.runForMillis(6_000);

        List<ParticipantHistory> histories = new ArrayList<>();
        conference.command(new RoomCommand.ReadHistories(histories::addAll));
        assertThat(histories)
                .extracting(ParticipantHistory::participantSid)
                .containsExactly(ada.sid(), bob.sid());
        assertThat(histories.getLast().events())
                .extracting(LoggedEvent::kind)
                .containsSubsequence(
                        LoggedEvent.Kind.JOINED,
                        LoggedEvent.Kind.ACTIVE,
                        LoggedEvent.Kind.SUBSCRIBED,
                        LoggedEvent.Kind.LAYER_SENT,
                        LoggedEvent.Kind.ICE_DISCONNECTED,
                        LoggedEvent.Kind.ICE_CONNECTED);
        bob.leave();
        conference.runForMillis(100);
        assertThat(conference.roomEvents())
                .filteredOn(RoomEvent.HistoryEnded.class::isInstance)
                .singleElement()
                .extracting(event -> ((RoomEvent.HistoryEnded) event).history().events().getLast())
                .extracting(LoggedEvent::kind)
                .isEqualTo(LoggedEvent.Kind.ENDED);
    }

    @Test
    void whatIsSentReliablyDuringAnOutageArrivesOnceAndInOrderAfterTheResume() {
        for (boolean single : new boolean[] {false, true}) {
            var other = new SimulatedConference(11);
            TestClient ada =
                    single ? other.joinSingle("ada", NEAR, NEAR) : other.join("ada", NEAR, NEAR);
            TestClient bob = other.join("bob", NEAR, NEAR);
            other.runForMillis(500);
            ada.publish();
            bob.publish();
            other.runForMillis(2_000);
            ada.loseSignal();
            ada.conditions(NEAR.withLoss(1), NEAR.withLoss(1));
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                byte[] message = {(byte) i, 1, 2, 3};
                sent.add(message);
                bob.send(message, true);
                other.runForMillis(1_000);
            }
            ada.conditions(NEAR, NEAR);
            ada.resume();
            other.runForMillis(30_000);

            assertThat(ada.ended()).isNull();
            assertThat(ada.messages()).hasSize(sent.size());
            for (int i = 0; i < sent.size(); i++) {
                assertThat(ada.messages().get(i)).isEqualTo(sent.get(i));
            }
            assertThat(other.faults()).isEmpty();
        }
    }
}
