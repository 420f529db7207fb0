package org.consilium.media.peer.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consilium.media.peer.negotiation.Descriptions.acceptable;
import static org.consilium.media.peer.negotiation.Descriptions.assertAnswers;
import static org.consilium.media.peer.negotiation.Descriptions.local;
import static org.consilium.media.peer.negotiation.Descriptions.parsed;

import java.util.List;
import java.util.Map;
import org.consilium.media.sdp.BrowserSdp;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.MediaSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinglePeerAnswererTest {
    private final SinglePeerAnswerer answerer = new SinglePeerAnswerer(Descriptions.BASIC, 1);

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox"})
    void followsARealConnectionThroughItsLife(String browser) {
        SinglePeerAnswer first = answer(browser, "single-1-first-offer");
        assertThat(first.midToTrackId()).isEmpty();
        assertThat(parsed(first.sdp()).sections())
                .filteredOn(section -> MediaKind.of(section.type()) != null)
                .hasSize(6)
                .extracting(MediaSection::direction)
                .containsOnly(Direction.INACTIVE);

        add("TR_1", Codec.OPUS);
        add("TR_2", Codec.VP8);
        assertThat(answerer.missingSections(MediaKind.AUDIO)).isZero();
        SinglePeerAnswer second = answer(browser, "single-2-attached-offer");
        assertThat(second.midToTrackId())
                .containsExactlyInAnyOrderEntriesOf(Map.of("0", "TR_1", "3", "TR_2"));
        assertThat(second.sent()).allMatch(SendSection::accepted);
        MediaSection video =
                parsed(second.sdp()).sections().stream()
                        .filter(section -> section.mid().equals("3"))
                        .findFirst()
                        .orElseThrow();
        assertThat(video.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(video.streams().getFirst().streamId()).isEqualTo("PA_s|TR_2");
        // Firefox plays nothing under numbers of ours.
        assertThat(video.formats().getFirst()).isEqualTo(browser.equals("firefox") ? "120" : "96");

        assertThat(answerer.removeTrack("TR_1")).isTrue();
        SinglePeerAnswer third = answer(browser, "single-3-publish-offer");
        assertThat(third.midToTrackId()).isEqualTo(Map.of("3", "TR_2"));
        assertThat(third.received())
                .filteredOn(ReceiveSection::active)
                .extracting(ReceiveSection::mid)
                .containsExactly("7");
    }

    @Test
    void saysHowManySectionsAreMissing() {
        answer("chromium", "single-1-first-offer");
        for (int i = 0; i < 5; i++) {
            add("TR_a" + i, Codec.OPUS);
        }
        assertThat(answerer.missingSections(MediaKind.AUDIO)).isEqualTo(2);
        assertThat(answerer.missingSections(MediaKind.VIDEO)).isZero();
        SinglePeerAnswer second = answer("chromium", "single-2-attached-offer");
        assertThat(second.midToTrackId()).hasSize(3);
        assertThat(answerer.missingSections(MediaKind.AUDIO)).isEqualTo(2);
        answerer.removeTrack("TR_a0");
        assertThat(answerer.missingSections(MediaKind.AUDIO)).isEqualTo(1);
        assertThat(answer("chromium", "single-2-attached-offer").midToTrackId())
                .containsEntry("0", "TR_a3");
    }

    @Test
    void aTrackInNoCodecOfTheClientLeavesItsSlotAlive() {
        add("TR_h", Codec.H264);
        SinglePeerAnswer answer = answer("firefox", "single-1-first-offer");
        assertThat(answer.sent()).hasSize(1);
        assertThat(answer.sent().getFirst().accepted()).isFalse();
        assertThat(answer.midToTrackId()).isEmpty();
        assertThat(parsed(answer.sdp()).sections()).noneMatch(MediaSection::isRejected);
    }

    private SinglePeerAnswer answer(String browser, String name) {
        String offer = BrowserSdp.text(browser + "-" + name);
        SinglePeerAnswer answer =
                answerer.answer(acceptable(answerer.read(offer)), local("serverAA"), Map.of());
        assertAnswers(answer.sdp(), offer);
        return answer;
    }

    private void add(String trackId, Codec codec) {
        boolean video = codec.kind() == MediaKind.VIDEO;
        answerer.addTrack(
                new DownstreamTrack(
                        codec.kind(),
                        "PA_s|" + trackId,
                        trackId,
                        List.of(codec),
                        trackId.hashCode(),
                        video ? trackId.hashCode() + 1 : 0,
                        false,
                        false));
    }
}
