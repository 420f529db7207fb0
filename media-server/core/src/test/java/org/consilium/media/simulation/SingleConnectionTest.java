package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.TrackKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conferences of clients that have one connection for both directions, in virtual time. */
class SingleConnectionTest {
    private static final LinkConditions NEAR = LinkConditions.perfect().withDelayMillis(10);

    private final SimulatedConference conference = new SimulatedConference(7);

    @AfterEach
    void theEngineSurvivedNoBugOfOurs() {
        assertThat(conference.faults()).isEmpty();
    }

    private TestClient single(String identity) {
        return conference.joinSingle(identity, NEAR, NEAR);
    }

    private static int frames(TestClient client) {
        return client.videos().values().stream().mapToInt(TestVideoReceiver::frames).sum();
    }

    private static long questions(TestClient client) {
        return client.events().stream()
                .filter(ParticipantEvent.MediaSectionsRequired.class::isInstance)
                .count();
    }

    @Test
    void oneConnectionCarriesBothDirections() {
        TestClient ada = single("ada");
        TestClient bob = single("bob");
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(3_000);

        for (TestClient client : List.of(ada, bob)) {
            assertThat(client.videos()).hasSize(1);
            assertThat(client.audios()).hasSize(1);
            int before = frames(client);
            conference.runForMillis(5_000);
            assertThat(frames(client) - before).isBetween(149, 151);
            assertThat(client.slots()).as("the slots of the first offer were enough").isEqualTo(6);
            assertThat(questions(client)).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void clientsOfBothKindsMeet() {
        TestClient ada = single("ada");
        TestClient bob = conference.join("bob", NEAR, NEAR);
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(3_000);

        assertThat(frames(ada)).isPositive();
        assertThat(frames(bob)).isPositive();
        byte[] up = new byte[1024];
        Arrays.fill(up, (byte) 1);
        byte[] down = new byte[2048];
        Arrays.fill(down, (byte) 2);
        ada.send(up, true);
        bob.send(down, true);
        conference.runForMillis(500);
        assertThat(bob.messages()).containsExactly(up);
        assertThat(ada.messages()).containsExactly(down);
    }

    @Test
    void sectionsAreAskedForOnlyWhenThoseThereAreTakenAndServeAgain() {
        List<TestClient> people = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            people.add(single("person-" + i));
        }
        conference.runForMillis(1_000);
        people.forEach(TestClient::publish);
        conference.runForMillis(4_000);

        for (TestClient person : people) {
            assertThat(person.videos()).hasSize(5);
            assertThat(person.audios()).hasSize(5);
            assertThat(person.slots()).as("five of each kind").isEqualTo(10);
        }
        people.get(1).unpublishVideo();
        conference.runForMillis(1_000);
        assertThat(people.get(0).videos()).hasSize(4);
        TestClient seventh = single("seventh");
        conference.runForMillis(500);
        seventh.publish();
        conference.runForMillis(3_000);

        assertThat(people.get(0).videos()).hasSize(5);
        assertThat(people.get(0).slots()).as("a sixth for audio only").isEqualTo(11);
        int before = frames(people.get(0));
        conference.runForMillis(1_000);
        assertThat(frames(people.get(0)) - before).isBetween(5 * 29, 5 * 31);
    }

    @Test
    void aClientThatLosesSignallingResumesAndLosesNoTrack() {
        TestClient ada = single("ada");
        TestClient bob = single("bob");
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(2_000);
        String sid = ada.sid();

        ada.loseSignal();
        conference.runForMillis(1_000);
        bob.mute(TrackKind.VIDEO, true);
        bob.mute(TrackKind.VIDEO, false);
        TestClient late = single("late");
        conference.runForMillis(500);
        late.publish();
        conference.runForMillis(3_000);
        ada.resume();
        conference.runForMillis(3_000);

        assertThat(ada.sid()).isEqualTo(sid);
        assertThat(ada.videos()).as("also the one that came meanwhile").hasSize(2);
        int before = frames(ada);
        conference.runForMillis(1_000);
        assertThat(frames(ada) - before).isBetween(2 * 29, 2 * 31);
        assertThat(conference.engine().statistics().participants()).isEqualTo(3);
    }
}
