package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consilium.media.room.ParticipantEvent;
import org.junit.jupiter.api.Test;

/** A camera in a codec that not everybody can decode, and the one it is sent in besides. */
class BackupCodecTest {
    private static final LinkConditions NEAR = LinkConditions.perfect().withDelayMillis(20);

    private final SimulatedConference conference = new SimulatedConference(0xbac);
    private final TestClient ada = conference.join("ada", NEAR, NEAR);

    private static List<ParticipantEvent.WatchedLayersChanged> asked(TestClient client) {
        return client.events().stream()
                .filter(ParticipantEvent.WatchedLayersChanged.class::isInstance)
                .map(ParticipantEvent.WatchedLayersChanged.class::cast)
                .toList();
    }

    private static TestVideoReceiver video(TestClient client) {
        return client.videos().values().iterator().next();
    }

    @Test
    void isAskedForWhenSomebodyNeedsItAndGivenToThemAlone() {
        TestClient able = conference.join("able", NEAR, NEAR);
        conference.runForMillis(500);
        ada.offerVp9WithBackup();
        conference.runForMillis(1_000);
        assertThat(asked(ada)).isEmpty();

        TestClient unable = conference.join("unable", NEAR, NEAR).withoutVp9();
        TestClient unableToo = conference.join("unable-too", NEAR, NEAR).withoutVp9();
        conference.runForMillis(1_000);
        assertThat(asked(ada)).hasSize(1);
        var wish = asked(ada).getFirst();
        assertThat(wish.codecs())
                .containsExactly(
                        new ParticipantEvent.WatchedCodec("vp9", true, true, true),
                        new ParticipantEvent.WatchedCodec("vp8", true, true, true));

        ada.publishBackup(wish.trackSid());
        conference.runForMillis(2_000);

        assertThat(conference.faults()).isEmpty();
        assertThat(ada.events())
                .filteredOn(ParticipantEvent.TrackAccepted.class::isInstance)
                .map(event -> ((ParticipantEvent.TrackAccepted) event).track().sid())
                .containsExactly(wish.trackSid(), wish.trackSid());
        assertThat(video(unable).frames()).isBetween(50, 62);
        assertThat(video(unableToo).frames()).isBetween(50, 62);
        assertThat(video(able).frames()).isZero();
        assertThat(able.other(ada.sid()).tracks()).hasSize(1);

        // It ends and comes again.
        ada.unpublishBackup();
        conference.runForMillis(500);
        int frames = video(unable).frames();
        conference.runForMillis(500);
        assertThat(video(unable).frames()).isEqualTo(frames);
        assertThat(able.other(ada.sid()).tracks()).hasSize(1);
        assertThat(conference.faults()).isEmpty();
    }

    @Test
    void whoComesLaterGetsItAtOnce() {
        conference.runForMillis(500);
        ada.offerVp9WithBackup();
        TestClient unable = conference.join("unable", NEAR, NEAR).withoutVp9();
        conference.runForMillis(1_000);
        ada.publishBackup(asked(ada).getFirst().trackSid());
        conference.runForMillis(1_000);

        TestClient late = conference.join("late", NEAR, NEAR).withoutVp9();
        conference.runForMillis(1_000);

        assertThat(asked(ada)).hasSize(1);
        assertThat(video(late).frames()).isPositive();
        unable.leave();
        ada.leave();
        conference.runForMillis(500);
        assertThat(conference.faults()).isEmpty();
    }
}
