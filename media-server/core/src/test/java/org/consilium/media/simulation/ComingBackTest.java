package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consilium.media.room.ParticipantEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People who change the network or come back late, with one connection and with two. */
class ComingBackTest {
    private static final LinkConditions NEAR = LinkConditions.perfect().withDelayMillis(10);

    private final SimulatedConference conference = new SimulatedConference(5);

    private List<TestClient> couple(boolean single) {
        TestClient ada =
                single
                        ? conference.joinSingle("ada", NEAR, NEAR)
                        : conference.join("ada", NEAR, NEAR);
        TestClient bob = conference.join("bob", NEAR, NEAR);
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(3_000);
        return List.of(ada, bob);
    }

    private static int frames(TestClient client) {
        assertThat(client.videos()).hasSize(1);
        return client.videos().values().iterator().next().frames();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoChangesTheNetworkIsSeenAndSeesAgainWithinHalfASecondOfTheResume(boolean single) {
        List<TestClient> both = couple(single);
        TestClient ada = both.getFirst();
        TestClient bob = both.getLast();
        String sid = ada.sid();
        var sent = new ArrayList<String>();
        for (int change = 0; change < 3; change++) {
            ada.changeNetwork();
            for (int i = 0; i < 10; i++) {
                byte[] message = {(byte) change, (byte) i};
                sent.add(Arrays.toString(message));
                bob.send(message, true);
                conference.runForMillis(150);
            }
            int seenByAda = frames(ada);
            int seenByBob = frames(bob);

            ada.resumeWithRestart();
            conference.runForMillis(500);
            assertThat(frames(ada)).isGreaterThan(seenByAda);
            assertThat(frames(bob)).isGreaterThan(seenByBob);
            conference.runForMillis(1_500);
            assertThat(frames(ada) - seenByAda).as("of 60").isGreaterThan(45);
            assertThat(frames(bob) - seenByBob).as("of 60").isGreaterThan(45);
        }
        conference.runForMillis(10_000);

        assertThat(ada.sid()).isEqualTo(sid);
        assertThat(ada.ended()).isNull();
        assertThat(ada.messages())
                .as("once each and in order")
                .extracting(Arrays::toString)
                .isEqualTo(sent);
        assertThat(conference.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thirtySecondsWithoutANetworkAreResumedAndAMinuteIsNot(boolean single) {
        List<TestClient> both = couple(single);
        TestClient ada = both.getFirst();
        String sid = ada.sid();
        ada.loseSignal();
        ada.conditions(NEAR.withLoss(1), NEAR.withLoss(1));
        conference.runForMillis(30_000);
        ada.conditions(NEAR, NEAR);
        ada.resumeWithRestart();
        conference.runForMillis(5_000);
        assertThat(ada.sid()).isEqualTo(sid);
        assertThat(ada.ended()).isNull();
        int before = frames(ada);
        conference.runForMillis(1_000);
        assertThat(frames(ada) - before).isBetween(29, 31);

        ada.loseSignal();
        ada.conditions(NEAR.withLoss(1), NEAR.withLoss(1));
        conference.runForMillis(60_000);
        assertThat(conference.engine().statistics().participants()).isEqualTo(1);
        ada.resume();
        conference.runForMillis(100);
        assertThat(ada.events().getLast())
                .isEqualTo(
                        new ParticipantEvent.Refused(ParticipantEvent.Refusal.NOTHING_TO_RESUME));
        assertThat(conference.faults()).isEmpty();
    }
}
