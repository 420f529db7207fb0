package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whole conferences in virtual time. */
class ConferenceTest {
    @Test
    void twoPeopleSeeAndHearEachOther() {
        var conference = new SimulatedConference(1);
        LinkConditions path = LinkConditions.perfect().withDelayMillis(10);
        TestClient ada = conference.join("ada", path, path);
        TestClient bob = conference.join("bob", path, path);
        conference.runForMillis(500);
        ada.publish();
        bob.publish();

        conference.runForMillis(10_000);

        assertThat(conference.faults()).isEmpty();
        for (TestClient client : new TestClient[] {ada, bob}) {
            assertThat(client.videos()).hasSize(1);
            TestVideoReceiver video = client.videos().values().iterator().next();
            assertThat(video.frames()).isGreaterThan(260);
            assertThat(video.outOfOrder()).isZero();
            assertThat(client.audios().values().iterator().next().packets()).isGreaterThan(450);
        }
    }
}
