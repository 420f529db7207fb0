package org.consilium.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActiveSpeakersTest {
    private static final long PACKET_NANOS = 20_000_000L;
    private static final int SPEECH = 20;
    private static final int SILENCE = 127;

    private final ActiveSpeakers speakers = new ActiveSpeakers();
    private final List<String> told = new ArrayList<>();
    private long now;

    private void poll() {
        speakers.poll(now)
                .forEach(who -> told.add(who.participantSid() + (who.active() ? " on" : " off")));
    }

    /** This many packets of one participant, one each 20 ms. */
    private void say(String sid, int level, int packets) {
        for (int i = 0; i < packets; i++) {
            poll();
            speakers.of(sid).onPacket(level, PACKET_NANOS);
            now += PACKET_NANOS;
        }
        poll();
    }

    @Test
    void aSpeakerIsToldWithinOneWindowAndOnce() {
        say("ada", SPEECH, 21);
        assertThat(told).containsExactly("ada on");
        assertThat(speakers.current())
                .extracting(who -> who.participantSid())
                .containsExactly("ada");
    }

    @Test
    void aCoughIsNoSpeech() {
        for (int i = 0; i < 20; i++) {
            say("ada", 0, 7);
            say("ada", SILENCE, 13);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void theBackgroundOfAQuietRoomIsNoSpeech() {
        say("ada", 36, 500);
        assertThat(told).isEmpty();
    }

    @Test
    void aSpeakerFallsSilentWithinTwoSecondsAlsoWhenNoPacketsCome() {
        say("ada", SPEECH, 100);
        for (int i = 0; i < 100; i++) {
            now += PACKET_NANOS;
            poll();
        }
        assertThat(told.getLast()).isEqualTo("ada off");
        assertThat(speakers.current()).isEmpty();
    }

    @Test
    void theLoudestIsToldFirst() {
        for (int i = 0; i < 21; i++) {
            poll();
            speakers.of("soft").onPacket(30, PACKET_NANOS);
            speakers.of("loud").onPacket(5, PACKET_NANOS);
            now += PACKET_NANOS;
        }
        poll();
        assertThat(told).containsExactly("loud on", "soft on");
    }

    @Test
    void whoLeavesWhileSpeakingIsToldToHaveStopped() {
        say("ada", SPEECH, 21);
        speakers.remove("ada");
        say("bob", SILENCE, 21);
        assertThat(told).containsExactly("ada on", "ada off");
    }

    @Test
    void whoMutesAndSpeaksAgainWithinAWindowStaysASpeaker() {
        say("ada", SPEECH, 21);
        told.clear();
        speakers.remove("ada");
        say("ada", SPEECH, 21);
        assertThat(told).isEmpty();
        assertThat(speakers.current()).hasSize(1);
    }

    /** Both at once, a packet each 20 ms; silence when 127. */
    private void sayTogether(int ada, int bob, int packets) {
        for (int i = 0; i < packets; i++) {
            poll();
            speakers.of("ada").onPacket(ada, PACKET_NANOS);
            speakers.of("bob").onPacket(bob, PACKET_NANOS);
            now += PACKET_NANOS;
        }
        poll();
    }

    @Test
    void theTurnStaysWithWhoHasItWhenAnotherAgreesOrLaughsLoudly() {
        say("ada", SPEECH, 50);
        assertThat(speakers.dominant()).isEqualTo("ada");
        for (int i = 0; i < 10; i++) {
            sayTogether(SPEECH, 5, 40);
            assertThat(speakers.dominant()).isEqualTo("ada");
            assertThat(speakers.current().getFirst().participantSid()).isEqualTo("ada");
            say("ada", SPEECH, 60);
            assertThat(speakers.dominant()).isEqualTo("ada");
        }
    }

    @Test
    void theTurnPassesToWhoGoesOnLouder() {
        say("ada", SPEECH, 50);
        sayTogether(SPEECH, 5, 120);
        assertThat(speakers.dominant()).isEqualTo("bob");
        assertThat(speakers.current().getFirst().participantSid()).isEqualTo("bob");
    }

    @Test
    void theTurnPassesAfterASecondWhenTheSpeakerHasStopped() {
        say("ada", SPEECH, 50);
        sayTogether(SILENCE, 30, 51);
        assertThat(speakers.dominant()).isEqualTo("bob");
    }

    @Test
    void thePauseForBreathOfASoftSpeakerIsNoEnd() {
        say("ada", 34, 50);
        told.clear();
        for (int i = 0; i < 20; i++) {
            say("ada", SILENCE, 30);
            say("ada", 34, 50);
        }
        assertThat(told).isEmpty();
        assertThat(speakers.dominant()).isEqualTo("ada");
    }

    @Test
    void twoWhoTalkAtOnceAsLoudlyDoNotTakeTurnsEverySecond() {
        var random = new Random(7);
        String before = null;
        int changes = 0;
        for (int window = 0; window < 3 * 60; window++) {
            sayTogether(12 + random.nextInt(12), 12 + random.nextInt(12), 20);
            String dominant = speakers.dominant();
            changes += before != null && !before.equals(dominant) ? 1 : 0;
            before = dominant;
            assertThat(speakers.current().getFirst().participantSid()).isEqualTo(dominant);
        }
        assertThat(changes).isLessThan(6);
    }

    @Test
    void whoIsGoneHasNoTurn() {
        say("ada", SPEECH, 50);
        speakers.remove("ada");
        assertThat(speakers.dominant()).isNull();
        say("bob", SPEECH, 21);
        assertThat(speakers.dominant()).isEqualTo("bob");
    }

    @Test
    void levelsAreToldInEighthsSoThatSmallSwingsAreNoNews() {
        var level = new SpeakerLevel();
        int changes = 0;
        for (int window = 0; window < 50; window++) {
            for (int i = 0; i < 20; i++) {
                level.onPacket(SPEECH + window % 2, PACKET_NANOS);
            }
            changes += level.onWindowEnd(20 * PACKET_NANOS) ? 1 : 0;
            assertThat(level.level() * 8).isEqualTo(Math.round(level.level() * 8));
        }
        assertThat(changes).isLessThanOrEqualTo(2);
        assertThat(level.reset()).isTrue();
        assertThat(level.isActive()).isFalse();
        assertThat(level.reset()).isFalse();
    }
}
