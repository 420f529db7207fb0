package org.consilium.media.peer.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consilium.media.peer.negotiation.Descriptions.applied;
import static org.consilium.media.peer.negotiation.Descriptions.local;
import static org.consilium.media.peer.negotiation.Descriptions.parsed;
import static org.consilium.media.peer.negotiation.Descriptions.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.sdp.BrowserSdp;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.MediaStreamId;
import org.consilium.media.sdp.SdpWriter;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.consilium.media.sdp.SsrcGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberOffererTest {
    private final SubscriberOfferer offerer = new SubscriberOfferer(Descriptions.ALL, 11);
    private int nextSsrc = 2000;

    @Test
    void offersTheDataSectionToAnEmptyRoom() {
        assertThat(offerer.needsOffer()).isTrue();
        SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
        assertThat(offer.iceLite()).isTrue();
        assertThat(offer.sections()).hasSize(1);
        MediaSection data = offer.sections().getFirst();
        assertThat(data.sctpPort()).isEqualTo(5000);
        assertThat(data.maxMessageSize()).isEqualTo(73_728);
        assertThat(data.candidates()).hasSize(2);
        assertThat(data.transport().setup()).isEqualTo(SetupRole.ACTPASS);
        assertThat(offerer.needsOffer()).isFalse();
        assertThat(offerer.isOfferOutstanding()).isTrue();
        assertThatThrownBy(() -> offerer.createOffer(local("serverAA")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void describesATrackSoThatClientsFindItsPublisher() {
        add("TR_v", Codec.VP8);
        MediaSection section = parsed(offerer.createOffer(local("serverAA"))).sections().get(1);
        assertThat(section.mid()).isEqualTo("1");
        assertThat(section.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(section.streams()).containsExactly(new MediaStreamId("PA_s|TR_v", "TR_v"));
        assertThat(section.ssrcGroups()).containsExactly(new SsrcGroup("FID", List.of(2000, 2001)));
        assertThat(section.ssrcs())
                .extracting(ssrc -> ssrc.ssrc() + " " + ssrc.attribute() + ":" + ssrc.value())
                .containsExactly(
                        "2000 cname:PA_s",
                        "2000 msid:PA_s|TR_v TR_v",
                        "2001 cname:PA_s",
                        "2001 msid:PA_s|TR_v TR_v");
        assertThat(section.formats()).containsExactly("96", "97");
        assertThat(section.rtcpMux()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox"})
    void followsARealConnectionThroughItsLife(String browser) {
        boolean decodesH264 = browser.equals("chromium");
        AnswerReading.Applied empty = exchange(browser, "1-empty");
        assertThat(empty.sections()).isEmpty();
        assertThat(empty.transport().localRole()).isEqualTo(DtlsRole.SERVER);
        assertThat(empty.transport().hasData()).isTrue();

        add("TR_a", Codec.OPUS);
        add("TR_v", Codec.VP8);
        add("TR_h", Codec.H264);
        add("TR_stereo", Codec.OPUS);
        AnswerReading.Applied tracks = exchange(browser, "2-tracks");
        assertThat(tracks.sections())
                .extracting(SendSection::accepted)
                .containsExactly(true, true, decodesH264, true);
        SendSection video = tracks.sections().get(1);
        assertThat(video.codecs()).extracting(NegotiatedCodec::payloadType).containsExactly(96);
        assertThat(video.codecs().getFirst().rtxPayloadType()).isEqualTo(97);
        assertThat(video.codecs().getFirst().nackPli()).isTrue();
        assertThat(video.extensions().id(HeaderExtension.TRANSPORT_SEQUENCE)).isEqualTo(3);
        assertThat(video.mixedExtensions()).isTrue();

        assertThat(offerer.removeTrack("TR_v")).isTrue();
        assertThat(offerer.removeTrack("TR_a")).isTrue();
        assertThat(exchange(browser, "3-removed").sections())
                .extracting(section -> section.track().trackId())
                .containsExactly("TR_h", "TR_stereo");

        assertThat(add("TR_x", Codec.VP9, Codec.VP8)).isEqualTo("2");
        assertThat(add("TR_b", Codec.OPUS)).isEqualTo("1");
        assertThat(add("TR_y", Codec.AV1)).isEqualTo("5");
        SendSection reused = exchange(browser, "4-reuse").sections().get(1);
        assertThat(reused.track().trackId()).isEqualTo("TR_x");
        assertThat(reused.codecs())
                .extracting(NegotiatedCodec::codec)
                .containsExactly(Codec.VP9, Codec.VP8);

        offerer.removeTrack("TR_h");
        String mid = add("TR_z", Codec.VP8);
        // What Firefox rejected begins anew under another mid, in the same place.
        assertThat(mid).isEqualTo(decodesH264 ? "3" : "6");
        assertThat(exchange(browser, "5-after-reject").sections())
                .allMatch(SendSection::accepted)
                .hasSize(5);
    }

    @Test
    void sectionsKeepTheirPlaceWhateverComesAndGoes() {
        var random = new Random(8829);
        List<String> before = List.of();
        int serial = 0;
        var live = new ArrayList<String>();
        for (int round = 0; round < 300; round++) {
            if (live.isEmpty() || random.nextInt(3) > 0) {
                String id = "TR_" + serial++;
                add(id, random.nextBoolean() ? Codec.OPUS : Codec.VP8);
                live.add(id);
            } else {
                assertThat(offerer.removeTrack(live.remove(random.nextInt(live.size())))).isTrue();
            }
            SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
            List<String> now =
                    offer.sections().stream()
                            .map(section -> section.mid() + section.media())
                            .toList();
            assertThat(now.subList(0, before.size())).isEqualTo(before);
            assertThat(offer.sections())
                    .filteredOn(section -> section.direction() == Direction.SENDONLY)
                    .hasSize(live.size());
            before = now;
            applied(offerer.applyAnswer(acceptingAll(offer)));
        }
        assertThat(before.size()).isLessThan(200);
    }

    @Test
    void whatChangesDuringAnOfferIsForTheNextOne() {
        add("TR_a", Codec.OPUS);
        add("TR_b", Codec.OPUS);
        SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
        offerer.removeTrack("TR_a");
        add("TR_c", Codec.OPUS);
        assertThat(offerer.needsOffer()).isTrue();
        AnswerReading.Applied answer = applied(offerer.applyAnswer(acceptingAll(offer)));
        assertThat(answer.sections())
                .extracting(section -> section.track().trackId())
                .containsExactly("TR_b");
        assertThat(offerer.needsOffer()).isTrue();
        SessionDescription next = parsed(offerer.createOffer(local("serverAA")));
        assertThat(next.sections().get(1).streams().getFirst().trackId()).isEqualTo("TR_c");
    }

    @Test
    void aTrackThatMovesIntoARejectedSectionIsOfferedAgain() {
        add("TR_a", Codec.OPUS);
        SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
        offerer.removeTrack("TR_a");
        add("TR_b", Codec.OPUS);
        String rejecting =
                acceptingAll(offer)
                        .replace("m=audio 9", "m=audio 0")
                        .replace("BUNDLE 0 1", "BUNDLE 0");
        assertThat(applied(offerer.applyAnswer(rejecting)).sections()).isEmpty();
        MediaSection section = parsed(offerer.createOffer(local("serverAA"))).sections().get(1);
        assertThat(section.mid()).isEqualTo("2");
        assertThat(section.isRejected()).isFalse();
    }

    @Test
    void noticesTheClientsIceRestart() {
        SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
        String answer = acceptingAll(offer);
        assertThat(applied(offerer.applyAnswer(answer)).transport().remoteRestarted()).isFalse();
        offerer.requestOffer();
        assertThat(offerer.needsOffer()).isTrue();
        String restart = offerer.createOffer(local("serverBB"));
        assertThat(restart).contains("a=ice-ufrag:serverBB");
        assertThat(
                        applied(offerer.applyAnswer(answer.replace("clnt", "tnlc")))
                                .transport()
                                .remoteRestarted())
                .isTrue();
    }

    @Test
    void sendsUnderThePayloadTypesTheAnswerAsksFor() {
        add("TR_v", Codec.VP8);
        SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
        String answer =
                acceptingAll(offer)
                        .replace("SAVPF 96 97", "SAVPF 120 121")
                        .replace(":96 ", ":120 ")
                        .replace(":97 ", ":121 ")
                        .replace("apt=96", "apt=120");
        NegotiatedCodec codec =
                applied(offerer.applyAnswer(answer)).sections().getFirst().codecs().getFirst();
        assertThat(codec.payloadType()).isEqualTo(120);
        assertThat(codec.rtxPayloadType()).isEqualTo(121);
    }

    @Test
    void doesNotSendWhatIsNotReceived() {
        add("TR_v", Codec.VP8);
        SessionDescription offer = parsed(offerer.createOffer(local("serverAA")));
        String answer = acceptingAll(offer).replace("a=recvonly", "a=inactive");
        assertThat(applied(offerer.applyAnswer(answer)).sections().getFirst().accepted()).isFalse();
    }

    @Test
    void refusesAnswersThatBreakTheRulesAndKeepsWaiting() {
        assertThat(refused(offerer.applyAnswer("v=0\r\n"))).isEqualTo(NegotiationError.UNEXPECTED);
        add("TR_v", Codec.VP8);
        String good = acceptingAll(parsed(offerer.createOffer(local("serverAA"))));
        assertRefused("", NegotiationError.MALFORMED);
        assertRefused("a".repeat(2_000_000), NegotiationError.MALFORMED);
        assertRefused("v=0\r\n", NegotiationError.SECTIONS_CHANGED);
        assertRefused(
                good + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", NegotiationError.SECTIONS_CHANGED);
        assertRefused(good.replace("m=video", "m=audio"), NegotiationError.SECTIONS_CHANGED);
        assertRefused(good.replace("a=mid:1", "a=mid:2"), NegotiationError.BAD_MID);
        assertRefused(good.replace("a=ice-pwd", "a=x"), NegotiationError.NO_ICE_CREDENTIALS);
        assertRefused(good.replace("a=fingerprint", "a=x"), NegotiationError.NO_FINGERPRINT);
        assertRefused(
                good.replace("a=setup:active", "a=setup:actpass"), NegotiationError.BAD_SETUP);
        assertRefused(
                good.replace("m=video 9", "m=video 0")
                        .replace("m=application 9", "m=application 0"),
                NegotiationError.NOT_BUNDLED);
        assertThat(applied(offerer.applyAnswer(good)).sections()).hasSize(1);
    }

    @Test
    void refusesTracksTwiceOrInNoAllowedCodec() {
        add("TR_v", Codec.VP8);
        assertThatThrownBy(() -> add("TR_v", Codec.VP8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add("TR_w", Codec.PCMA))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(offerer.removeTrack("TR_w")).isFalse();
    }

    @Test
    void survivesAnyAnswer() {
        long seed = 3265;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        add("TR_a", Codec.OPUS);
        add("TR_v", Codec.VP8, Codec.H264);
        String good = acceptingAll(parsed(offerer.createOffer(local("serverAA"))));
        int taken = 0;
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder(good);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int end = text.indexOf("\n", at) + 1;
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    case 1 -> text.delete(at, Math.max(at, end));
                    default -> text.insert(at, text.substring(at, end));
                }
            }
            if (offerer.applyAnswer(text.toString()) instanceof AnswerReading.Applied) {
                taken++;
                offerer.rollback();
                offerer.requestOffer();
                offerer.removeTrack("TR_a");
                offerer.removeTrack("TR_v");
                add("TR_a", Codec.OPUS);
                add("TR_v", Codec.VP8, Codec.H264);
                good = acceptingAll(parsed(offerer.createOffer(local("serverAA"))));
            }
        }
        assertThat(taken).isGreaterThan(100);
    }

    private void assertRefused(String answer, NegotiationError error) {
        assertThat(refused(offerer.applyAnswer(answer))).isEqualTo(error);
        assertThat(offerer.isOfferOutstanding()).isTrue();
    }

    private AnswerReading.Applied exchange(String browser, String step) {
        assertThat(offerer.needsOffer()).isTrue();
        offerer.createOffer(local("serverAA"));
        return applied(
                offerer.applyAnswer(BrowserSdp.text(browser + "-subscribe-" + step + "-answer")));
    }

    private String add(String trackId, Codec... codecs) {
        MediaKind kind = codecs[0].kind();
        int ssrc = nextSsrc++;
        int rtxSsrc = kind == MediaKind.VIDEO ? nextSsrc++ : 0;
        return offerer.addTrack(
                new DownstreamTrack(
                        kind,
                        "PA_s|" + trackId,
                        trackId,
                        List.of(codecs),
                        ssrc,
                        rtxSsrc,
                        trackId.endsWith("stereo"),
                        false));
    }

    /** The answer of a client that takes everything. */
    private static String acceptingAll(SessionDescription offer) {
        return SdpWriter.write(offer)
                .replace("a=ice-lite\r\n", "")
                .replaceAll("a=ssrc[^\r]*\r\n", "")
                .replaceAll("a=msid:[^\r]*\r\n", "")
                .replaceAll("a=ice-ufrag:[^\r]*", "a=ice-ufrag:clnt")
                .replace("a=setup:actpass", "a=setup:active")
                .replace("a=sendonly", "a=recvonly");
    }
}
