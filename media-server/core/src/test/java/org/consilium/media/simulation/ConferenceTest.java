package org.consilium.media.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.TrackKind;
import org.consilium.media.room.TrackSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole conferences in virtual time: what a person would notice. */
class ConferenceTest {
    private static final LinkConditions NEAR = LinkConditions.perfect().withDelayMillis(10);

    private final SimulatedConference conference = new SimulatedConference(1);

    @AfterEach
    void theEngineSurvivedNoBugOfOurs() {
        assertThat(conference.faults()).isEmpty();
    }

    private TestClient join(String identity) {
        return conference.join(identity, NEAR, NEAR);
    }

    /** Joins two who publish and see each other. */
    private List<TestClient> couple() {
        TestClient ada = join("ada");
        TestClient bob = join("bob");
        conference.runForMillis(500);
        ada.publish();
        bob.publish();
        conference.runForMillis(3_000);
        return List.of(ada, bob);
    }

    private static TestVideoReceiver video(TestClient client) {
        assertThat(client.videos()).hasSize(1);
        return client.videos().values().iterator().next();
    }

    private static TestAudioReceiver audio(TestClient client) {
        assertThat(client.audios()).hasSize(1);
        return client.audios().values().iterator().next();
    }

    private static TrackSettings quality(int quality) {
        return new TrackSettings(false, quality, 0, 0, 0, 0);
    }

    @Test
    void twoPeopleSeeAndHearEachOther() {
        for (TestClient client : couple()) {
            int framesBefore = video(client).frames();
            int packetsBefore = audio(client).packets();

            conference.runForMillis(10_000);

            assertThat(video(client).frames() - framesBefore).isBetween(299, 301);
            assertThat(audio(client).packets() - packetsBefore).isBetween(499, 501);
            assertThat(video(client).outOfOrder()).isZero();
            assertThat(video(client).lastLayer()).isEqualTo(2);
        }
    }

    @Test
    void aJoinerSeesEverybodyWithinAThirdOfASecondOfBeingConnected() {
        couple();
        TestClient late = join("late");
        conference.runForMillis(150);

        conference.runForMillis(300);

        assertThat(late.videos()).hasSize(2);
        late.videos().values().forEach(video -> assertThat(video.frames()).isPositive());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void tenPeopleOverABadNetworkMissNothingThatCanBeRepaired(long seed) {
        var bad = new SimulatedConference(seed);
        LinkConditions path =
                LinkConditions.perfect().withDelayMillis(25).withJitterMillis(50).withLoss(0.05);
        List<TestClient> people = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            people.add(bad.join("person-" + i, path, path));
        }
        bad.runForMillis(2_000);
        people.forEach(person -> person.publish(true, 15));
        bad.runForMillis(1_000);
        people.forEach(person -> person.want(quality(1)));
        bad.runForMillis(9_000);
        people.forEach(person -> person.videos().values().forEach(TestVideoReceiver::resetGaps));
        int[] before = people.stream().mapToInt(ConferenceTest::frames).toArray();

        bad.runForMillis(60_000);

        assertThat(bad.faults()).isEmpty();
        int freezes = 0;
        for (int i = 0; i < people.size(); i++) {
            TestClient person = people.get(i);
            assertThat(person.videos()).hasSize(9);
            assertThat(frames(person) - before[i])
                    .as("frames of nine videos at 15 per second in a minute, seed " + seed)
                    .isBetween(9 * 15 * 60 - 9 * 15 / 2, 9 * 15 * 60 + 9 * 15 / 2);
            for (TestVideoReceiver video : person.videos().values()) {
                assertThat(video.outOfOrder()).isZero();
                assertThat(video.brokenPictureIds()).isZero();
                assertThat(video.timestampsBackwards()).isZero();
                assertThat(video.missedFrames()).as("frames lost beyond repair").isZero();
                assertThat(video.longestGapMillis()).as("longest repair").isLessThan(1_000);
                freezes += video.playout().freezes();
            }
            for (TestAudioReceiver voice : person.audios().values()) {
                assertThat(voice.packets()).isGreaterThan(50 * 60 * 85 / 100);
            }
            for (TestVideoSource layer : person.layers()) {
                assertThat(layer.keyframeRequests())
                        .as("keyframe requests to one layer in 72 s, seed " + seed)
                        .isLessThan(6);
            }
        }
        assertThat(freezes)
                .as("at most one a minute for each of 90 videos, seed " + seed)
                .isLessThanOrEqualTo(90);
    }

    private static int frames(TestClient person) {
        return person.videos().values().stream().mapToInt(TestVideoReceiver::frames).sum();
    }

    @Test
    void aSubscriberGetsTheLayerItAskedForWithoutAFreeze() {
        TestClient ada = couple().getFirst();
        TestVideoReceiver video = video(ada);
        video.resetGaps();

        for (int i = 0; i < 10; i++) {
            int wanted = i % 3;
            ada.want(quality(wanted));
            conference.runForMillis(2_000);
            assertThat(video.lastLayer()).isEqualTo(wanted);
        }

        assertThat(video.layerSwitches()).isGreaterThanOrEqualTo(9);
        assertThat(video.longestGapMillis()).isLessThan(150);
        assertThat(video.brokenPictureIds()).isZero();
        assertThat(video.timestampsBackwards()).isZero();
        assertThat(video.outOfOrder()).isZero();
        assertThat(video.missedFrames()).isZero();
    }

    @Test
    void aWantedSizeChoosesTheSmallestLayerThatFills() {
        TestClient ada = couple().getFirst();

        ada.want(new TrackSettings(false, 2, 600, 340, 0, 0));
        conference.runForMillis(2_000);

        assertThat(video(ada).lastLayer()).isEqualTo(1);
    }

    @Test
    void aLayerThatItsPublisherStopsIsReplacedByTheNextSmallerOne() {
        List<TestClient> both = couple();
        assertThat(video(both.get(0)).lastLayer()).isEqualTo(2);

        both.get(1).stopLayersAbove(0);
        conference.runForMillis(4_000);
        int frames = video(both.get(0)).frames();
        conference.runForMillis(1_000);

        assertThat(video(both.get(0)).lastLayer()).isZero();
        assertThat(video(both.get(0)).frames() - frames).isBetween(29, 31);
    }

    @Test
    void aDisabledTrackIsNotSentAndComesBackAtOnce() {
        TestClient ada = couple().getFirst();
        ada.want(new TrackSettings(true, 0, 0, 0, 0, 0));
        conference.runForMillis(200);
        int frames = video(ada).frames();
        conference.runForMillis(2_000);
        assertThat(video(ada).frames()).isEqualTo(frames);

        ada.want(TrackSettings.FULL);
        conference.runForMillis(300);

        assertThat(video(ada).frames()).isGreaterThan(frames);
    }

    @Test
    void amutedCameraIsSeenByOthersAndBackWithinAThirdOfASecond() {
        List<TestClient> both = couple();
        TestClient ada = both.get(0);
        TestClient bob = both.get(1);
        bob.mute(TrackKind.VIDEO, true);
        conference.runForMillis(1_000);
        assertThat(
                        ada.other(bob.sid()).tracks().stream()
                                .filter(track -> track.kind() == TrackKind.VIDEO)
                                .allMatch(track -> track.muted()))
                .isTrue();
        int frames = video(ada).frames();

        bob.mute(TrackKind.VIDEO, false);
        conference.runForMillis(300);

        assertThat(video(ada).frames()).isGreaterThan(frames);
        assertThat(video(ada).outOfOrder()).isZero();
    }

    @Test
    void anUnpublishedTrackIsGoneForEverybody() {
        List<TestClient> both = couple();

        both.get(1).unpublishVideo();
        conference.runForMillis(1_000);

        assertThat(both.get(0).videos()).isEmpty();
        assertThat(both.get(0).audios()).hasSize(1);
        assertThat(both.get(0).other(both.get(1).sid()).tracks()).hasSize(1);
    }

    @Test
    void dataOfEverySizeArrivesReliablyAndInOrder() {
        List<TestClient> both = couple();
        List<byte[]> sent = new ArrayList<>();
        for (int size : new int[] {1, 1024, 60_000, 1, 60_000}) {
            byte[] message = new byte[size];
            Arrays.fill(message, (byte) sent.size());
            sent.add(message);
            both.get(0).send(message, true);
        }

        conference.runForMillis(3_000);

        assertThat(both.get(1).messages()).hasSize(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(both.get(1).messages().get(i)).isEqualTo(sent.get(i));
        }
        assertThat(both.get(0).messages()).as("not to the sender").isEmpty();
    }

    @Test
    void aPacketForOneReachesNobodyElse() {
        List<TestClient> both = couple();
        TestClient third = join("cyd");
        conference.runForMillis(1_000);

        both.get(0).send("@cyd;psst".getBytes(StandardCharsets.UTF_8), true);
        both.get(0).send("@nobody;psst".getBytes(StandardCharsets.UTF_8), true);
        both.get(0).send("!no packet of the protocol".getBytes(StandardCharsets.UTF_8), true);
        both.get(0).send("@cyd;soft".getBytes(StandardCharsets.UTF_8), false);
        conference.runForMillis(500);

        assertThat(texts(third)).containsExactlyInAnyOrder("@cyd;psst", "@cyd;soft");
        assertThat(both.get(0).messages()).isEmpty();
        assertThat(both.get(1).messages()).isEmpty();
    }

    @Test
    void whoHasJustComeInGetsTheReliablePacketsOfTheLastMoments() {
        TestClient ada = couple().getFirst();
        ada.send("long ago".getBytes(StandardCharsets.UTF_8), true);
        conference.runForMillis(3_000);
        TestClient late = join("late");
        ada.send("just now".getBytes(StandardCharsets.UTF_8), true);
        ada.send("@bob;not for you".getBytes(StandardCharsets.UTF_8), true);
        ada.send("lossy".getBytes(StandardCharsets.UTF_8), false);
        conference.runForMillis(1_500);

        ada.send("later".getBytes(StandardCharsets.UTF_8), true);
        conference.runForMillis(500);

        assertThat(texts(late)).containsExactly("just now", "later");
    }

    private static List<String> texts(TestClient client) {
        return client.messages().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatReceiversAndPublishersLoseIsCountedByHowMuch() {
        LinkConditions bad = NEAR.withLoss(0.1);
        TestClient ada = join("ada");
        conference.join("bob", NEAR, bad);
        conference.runForMillis(500);
        ada.publish();
        conference.runForMillis(20_000);

        var quality = conference.engine().statistics().quality();

        var toReceivers = quality.lossToReceivers().upTo();
        assertThat(toReceivers.getLast()).isBetween(15L, 21L);
        assertThat(toReceivers.getLast() - toReceivers.get(3))
                .as("reports of more than 2 % lost")
                .isGreaterThan(toReceivers.getLast() * 3 / 4);
        var fromPublishers = quality.lossFromPublishers().upTo();
        assertThat(fromPublishers.getLast()).isGreaterThan(60);
        assertThat(fromPublishers.getFirst())
                .as("nothing lost")
                .isEqualTo(fromPublishers.getLast());
    }

    @Test
    void aSecondPresenceOfTheSameIdentityTakesOver() {
        TestClient first = couple().getFirst();

        TestClient second = join("ada");
        conference.runForMillis(2_000);

        assertThat(first.ended()).isEqualTo(EndReason.DUPLICATE_IDENTITY);
        assertThat(second.ended()).isNull();
        assertThat(second.videos()).hasSize(1);
        assertThat(conference.engine().statistics().participants()).isEqualTo(2);
    }

    @Test
    void whoComesBackAfterLosingSignallingMissesNothing() {
        List<TestClient> both = couple();
        TestClient ada = both.getFirst();
        String sid = ada.sid();
        ada.loseSignal();
        conference.runForMillis(8_000);
        int frames = video(ada).frames();

        ada.resume();
        conference.runForMillis(5_000);

        assertThat(ada.sid()).isEqualTo(sid);
        assertThat(video(ada).frames() - frames).isGreaterThan(140);
        assertThat(video(both.get(1)).outOfOrder()).isZero();
        assertThat(conference.engine().statistics().participants()).isEqualTo(2);
    }

    @Test
    void aMachineThatWasSwitchedOffLeavesTheRoomByItself() {
        List<TestClient> both = couple();
        both.getFirst().silence(true);
        both.getFirst().loseSignal();

        conference.runForMillis(70_000);

        assertThat(conference.engine().statistics().participants()).isEqualTo(1);
        assertThat(both.get(1).videos()).isEmpty();
    }

    @Test
    void aTenSecondCutOfTheNetworkIsSurvived() {
        List<TestClient> both = couple();
        TestClient ada = both.getFirst();
        ada.conditions(NEAR.withLoss(1), NEAR.withLoss(1));
        conference.runForMillis(10_000);
        int frames = video(ada).frames();

        ada.conditions(NEAR, NEAR);
        conference.runForMillis(2_000);

        assertThat(video(ada).frames() - frames).isGreaterThan(20);
        assertThat(ada.ended()).isNull();
    }

    @Test
    void tenWhoJoinInTheSameSecondCostOnePublisherTwoKeyframeRequestsASecond() {
        TestClient ada = join("ada");
        conference.runForMillis(500);
        ada.publish();
        conference.runForMillis(2_000);
        int before = ada.layers().stream().mapToInt(TestVideoSource::keyframeRequests).sum();

        for (int i = 0; i < 10; i++) {
            join("joiner-" + i);
            conference.runForMillis(90);
        }
        conference.runForMillis(1_000);

        int after = ada.layers().stream().mapToInt(TestVideoSource::keyframeRequests).sum();
        assertThat(after - before).isLessThanOrEqualTo(4);
    }

    @Test
    void theSpeakerIsAnnouncedWithinASecondAndForgottenAfter() {
        List<TestClient> both = couple();
        TestClient ada = both.get(0);
        TestClient bob = both.get(1);

        bob.microphone().level(15);
        conference.runForMillis(1_000);
        assertThat(speakers(ada)).contains(bob.sid() + " true");

        bob.microphone().level(127);
        conference.runForMillis(3_000);
        assertThat(speakers(ada).getLast()).isEqualTo(bob.sid() + " false");
    }

    private static List<String> speakers(TestClient client) {
        List<String> said = new ArrayList<>();
        for (ParticipantEvent event : client.events()) {
            if (event instanceof ParticipantEvent.SpeakersChanged changed) {
                changed.speakers()
                        .forEach(who -> said.add(who.participantSid() + " " + who.active()));
            }
        }
        return said;
    }

    @Test
    void anEmptyRoomClosesAndTellsItsStory() {
        List<TestClient> both = couple();
        both.forEach(TestClient::leave);

        conference.runForMillis(30_000);

        assertThat(conference.engine().statistics().rooms()).isZero();
        List<String> story =
                conference.roomEvents().stream()
                        .filter(event -> !(event instanceof RoomEvent.ParticipantChanged))
                        .map(event -> event.getClass().getSimpleName())
                        .toList();
        assertThat(story).startsWith("Started", "ParticipantAdmitted");
        assertThat(story).endsWith("Finished");
        assertThat(story).filteredOn(name -> name.equals("TrackPublished")).hasSize(4);
        assertThat(story).filteredOn(name -> name.equals("TrackUnpublished")).hasSize(4);
        assertThat(story).filteredOn(name -> name.equals("ParticipantLeft")).hasSize(2);
        assertThat(conference.engine().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
