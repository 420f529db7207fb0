package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A crowd comes in: what it costs the publisher, and how soon it sees something. */
class JoiningTest {
    private static final LinkConditions NEAR =
            LinkConditions.perfect().withDelayMillis(20).withJitterMillis(3);

    private final SimulatedConference conference = new SimulatedConference(0x10_1111L);

    private TestClient publisher(long millisBefore) {
        TestClient ada = conference.join("ada", NEAR, NEAR);
        conference.runForMillis(500);
        ada.publish();
        conference.runForMillis(millisBefore);
        return ada;
    }

    private static int keyframeRequests(TestClient client) {
        return client.layers().stream().mapToInt(TestVideoSource::keyframeRequests).sum();
    }

    /** Millis from the moment a joiner's connection is up until its first decoded frame. */
    private long untilFirstFrame(TestClient joiner) {
        long waited = 0;
        while (joiner.videos().isEmpty()
                || joiner.videos().values().iterator().next().frames() == 0) {
            conference.runForMillis(10);
            waited += joiner.isConnected() ? 10 : 0;
            assertThat(waited).isLessThan(2_000);
        }
        return waited;
    }

    @Test
    void tenWhoJoinInTheSameSecondCostOneKeyframeRequest() {
        TestClient ada = publisher(20_000);
        int before = keyframeRequests(ada);
        var joiners = new ArrayList<TestClient>();
        for (int i = 0; i < 10; i++) {
            joiners.add(conference.join("joiner-" + i, NEAR, NEAR));
            conference.runForMillis(90);
        }
        conference.runForMillis(3_000);

        assertThat(conference.faults()).isEmpty();
        assertThat(keyframeRequests(ada) - before).isLessThanOrEqualTo(1);
        for (TestClient joiner : joiners) {
            TestVideoReceiver video = joiner.videos().values().iterator().next();
            assertThat(video.lastLayer()).isEqualTo(2);
            assertThat(video.timestampsBackwards()).isZero();
            assertThat(video.outOfOrder()).isZero();
            assertThat(video.longestGapMillis()).isLessThan(200);
        }
    }

    @Test
    void everyJoinerOfACrowdSeesAPictureWithinThreeTenthsOfASecond() {
        publisher(20_000);
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 10; i++) {
            waits.add(untilFirstFrame(conference.join("joiner-" + i, NEAR, NEAR)));
        }
        assertThat(waits).allMatch(millis -> millis <= 300);
    }

    @Test
    void whoComesRightAfterAKeyframeNeedsNoneOfItsOwn() {
        TestClient ada = publisher(20_000);
        TestClient first = conference.join("first", NEAR, NEAR);
        untilFirstFrame(first);
        conference.runForMillis(50);
        int before = keyframeRequests(ada);

        TestClient second = conference.join("second", NEAR, NEAR);
        long waited = untilFirstFrame(second);
        conference.runForMillis(1_000);

        assertThat(waited).isLessThanOrEqualTo(200);
        assertThat(keyframeRequests(ada)).isEqualTo(before);
        TestVideoReceiver video = second.videos().values().iterator().next();
        assertThat(video.longestGapMillis()).isLessThan(200);
        assertThat(video.brokenPictureIds()).isZero();
        assertThat(List.of(video.timestampsBackwards(), video.outOfOrder())).containsOnly(0);
    }
}
