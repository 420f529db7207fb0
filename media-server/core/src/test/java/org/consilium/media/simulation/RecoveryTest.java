package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.RoomEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transports that break while people talk, in virtual time. */
class RecoveryTest {
    private static final LinkConditions NEAR = LinkConditions.perfect().withDelayMillis(10);

    private final SimulatedConference conference = new SimulatedConference(1);
    private final TestClient ada = conference.join("ada", NEAR, NEAR);
    private final TestClient bob = conference.join("bob", NEAR, NEAR);

    @AfterEach
    void theEngineSurvivedNoBugOfOurs() {
        assertThat(conference.faults()).isEmpty();
    }

    /** Both publish and see each other. */
    private void meet() {
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(3_000);
    }

    private static TestVideoReceiver video(TestClient client) {
        assertThat(client.videos()).hasSize(1);
        return client.videos().values().iterator().next();
    }

    private static List<ParticipantEvent.Ended> ends(TestClient client) {
        return client.events().stream()
                .filter(ParticipantEvent.Ended.class::isInstance)
                .map(ParticipantEvent.Ended.class::cast)
                .toList();
    }

    private int framesWithin(TestClient client, long millis) {
        int before = video(client).frames();
        conference.runForMillis(millis);
        return video(client).frames() - before;
    }

    @Test
    void whoPublishesOnADeadPathIsAskedToComeBackAlsoWhileReceivingGoesOn() {
        meet();
        ada.silencePublisher(true);
        conference.runForMillis(20_000);

        assertThat(ends(ada))
                .containsExactly(
                        new ParticipantEvent.Ended(EndReason.CONNECTION_TIMEOUT, EndAction.RESUME));
        assertThat(framesWithin(ada, 1_000)).as("ada still receives").isGreaterThan(25);

        // The path is back; the browser that was asked to come back restarts ICE.
        ada.silencePublisher(false);
        ada.resumeWithRestart();
        conference.runForMillis(1_000);

        assertThat(framesWithin(bob, 2_000)).as("bob sees ada again").isBetween(58, 62);
        assertThat(conference.engine().statistics().participants()).isEqualTo(2);
    }

    @Test
    void mediaFlowsAgainBothWaysWhenBothPathsHadExpired() {
        meet();
        ada.silence(true);
        ada.loseSignal();
        conference.runForMillis(25_000);

        ada.silence(false);
        ada.resumeWithRestart();
        conference.runForMillis(2_000);

        assertThat(framesWithin(ada, 2_000)).as("ada sees bob again").isBetween(58, 62);
        assertThat(framesWithin(bob, 2_000)).as("bob sees ada again").isBetween(58, 62);
    }

    @Test
    void aPathThatCameBackByItselfBeforeItsTimeNeedsNoResume() {
        meet();
        ada.silencePublisher(true);
        conference.runForMillis(12_000);
        ada.silencePublisher(false);
        conference.runForMillis(1_000);

        assertThat(framesWithin(bob, 2_000)).isBetween(58, 62);
        assertThat(ends(ada)).isEmpty();
    }

    @Test
    void whoseDtlsEndedIsAskedToJoinAnewForNoResumeMendsThat() {
        meet();
        ada.breakPublisher();
        conference.runForMillis(1_000);

        assertThat(ends(ada))
                .containsExactly(
                        new ParticipantEvent.Ended(
                                EndReason.CONNECTION_TIMEOUT, EndAction.RECONNECT));
        assertThat(conference.roomEvents())
                .filteredOn(RoomEvent.ParticipantLeft.class::isInstance)
                .hasSize(1);

        TestClient again = conference.join("ada", NEAR, NEAR);
        conference.runForMillis(500);
        again.publish();
        conference.runForMillis(2_000);
        assertThat(framesWithin(bob, 2_000)).isBetween(58, 62);
    }

    @ParameterizedTest
    @EnumSource(TestClient.DataEnd.class)
    void whoBeginsTheDataChannelsAnewHasThemAgainBothWays(TestClient.DataEnd how) {
        meet();
        ada.send(new byte[] {1}, true);
        bob.send(new byte[] {2}, true);
        conference.runForMillis(500);
        assertThat(bob.messages()).containsExactly(new byte[] {1});
        assertThat(ada.messages()).containsExactly(new byte[] {2});

        ada.restartData(how);
        // One that lost its state is turned away once, and then comes as a new one.
        conference.runForMillis(2_000);
        if (how == TestClient.DataEnd.LOSS) {
            ada.restartData(TestClient.DataEnd.ABORT);
            conference.runForMillis(2_000);
        }

        ada.send(new byte[] {3}, true);
        bob.send(new byte[] {4}, true);
        conference.runForMillis(500);
        assertThat(bob.messages()).containsExactly(new byte[] {1}, new byte[] {3});
        assertThat(ada.messages()).containsExactly(new byte[] {2}, new byte[] {4});
        assertThat(framesWithin(bob, 1_000)).as("media did not notice").isGreaterThan(25);
        assertThat(ends(ada)).isEmpty();
    }

    @Test
    void dataChannelsThatAreBegunAnewForEverAreIgnoredInTheEnd() {
        meet();
        for (int i = 0; i < 40; i++) {
            ada.restartData(TestClient.DataEnd.ABORT);
            conference.runForMillis(200);
        }
        ada.send(new byte[] {3}, true);
        conference.runForMillis(2_000);

        assertThat(bob.messages()).isEmpty();
        assertThat(framesWithin(bob, 1_000)).as("media did not notice").isGreaterThan(25);
    }
}
