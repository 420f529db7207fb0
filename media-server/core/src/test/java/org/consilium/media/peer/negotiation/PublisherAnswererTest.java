package org.consilium.media.peer.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consilium.media.peer.negotiation.Descriptions.acceptable;
import static org.consilium.media.peer.negotiation.Descriptions.assertAnswers;
import static org.consilium.media.peer.negotiation.Descriptions.local;
import static org.consilium.media.peer.negotiation.Descriptions.parsed;
import static org.consilium.media.peer.negotiation.Descriptions.refused;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.sdp.BrowserSdp;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.consilium.media.sdp.Simulcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherAnswererTest {
    private static final String CHROMIUM = BrowserSdp.text("chromium-publisher-offer");
    private static final String FIREFOX = BrowserSdp.text("firefox-publisher-offer");

    private final PublisherAnswerer answerer = new PublisherAnswerer(Descriptions.BASIC, 1);

    @Test
    void answersChromiumsCameraAndMicrophone() {
        PublisherAnswer answer = answer(CHROMIUM);
        assertAnswers(answer.sdp(), CHROMIUM);

        TransportSetup transport = answer.transport();
        assertThat(transport.remoteCredentials().ufrag()).isEqualTo("K7nI");
        assertThat(transport.fingerprints()).hasSize(1);
        assertThat(transport.localRole()).isEqualTo(DtlsRole.SERVER);
        assertThat(transport.sctpPort()).isEqualTo(5000);
        assertThat(transport.maxMessageSizeBytes()).isEqualTo(262_144);
        assertThat(transport.remoteRestarted()).isFalse();

        ReceiveSection audio = answer.sections().get(0);
        assertThat(audio.kind()).isEqualTo(MediaKind.AUDIO);
        assertThat(audio.active()).isTrue();
        assertThat(audio.trackId()).isEqualTo("f645db61-9f52-489c-95ee-d5330874ba4f");
        assertThat(audio.codecs()).hasSize(1);
        assertThat(audio.codecs().getFirst().payloadType()).isEqualTo(111);
        assertThat(audio.extensions().id(HeaderExtension.AUDIO_LEVEL)).isEqualTo(1);
        assertThat(audio.extensions().id(HeaderExtension.MID)).isEqualTo(4);
        assertThat(audio.ssrcs()).containsExactly(new DeclaredSsrc((int) 3800706527L, 0));

        ReceiveSection video = answer.sections().get(1);
        assertThat(video.codecs())
                .extracting(NegotiatedCodec::codec)
                .containsExactly(Codec.VP8, Codec.H264);
        assertThat(video.codecs())
                .extracting(NegotiatedCodec::payloadType)
                .containsExactly(96, 108);
        assertThat(video.codecs())
                .extracting(NegotiatedCodec::rtxPayloadType)
                .containsExactly(97, 109);
        assertThat(video.codecs())
                .allMatch(codec -> codec.nack() && codec.nackPli() && codec.transportCc());
        assertThat(video.rids())
                .containsExactly(
                        new RidLayer("q", false),
                        new RidLayer("h", false),
                        new RidLayer("f", false));
        assertThat(video.extensions().id(HeaderExtension.RID)).isEqualTo(10);
        assertThat(video.extensions().id(HeaderExtension.REPAIRED_RID)).isEqualTo(11);
        assertThat(video.extensions().has(HeaderExtension.VIDEO_ORIENTATION)).isFalse();
        assertThat(video.mixedExtensions()).isTrue();
        assertThat(answer.extensions().id(HeaderExtension.MID)).isEqualTo(4);
    }

    @Test
    void writesTheAnswerOfALiteServer() {
        SessionDescription answer = parsed(answer(CHROMIUM).sdp());
        assertThat(answer.iceLite()).isTrue();
        assertThat(answer.iceOptions()).containsExactly("trickle");
        assertThat(answer.bundle()).containsExactly("0", "1", "2");
        MediaSection audio = answer.sections().get(0);
        assertThat(audio.candidates()).hasSize(2);
        assertThat(audio.endOfCandidates()).isTrue();
        assertThat(audio.transport().setup()).isEqualTo(SetupRole.PASSIVE);
        assertThat(audio.transport().iceUfrag()).isEqualTo("serverAA");
        assertThat(audio.direction()).isEqualTo(Direction.RECVONLY);
        assertThat(audio.payloads().getFirst().parameters())
                .isEqualTo("minptime=10;useinbandfec=1;usedtx=1");
        MediaSection video = answer.sections().get(1);
        assertThat(video.candidates()).isEmpty();
        assertThat(video.simulcast().send()).isEmpty();
        assertThat(video.simulcast().receive())
                .extracting(stream -> stream.getFirst())
                .containsExactly(
                        new Simulcast.Choice("q", false),
                        new Simulcast.Choice("h", false),
                        new Simulcast.Choice("f", false));
        assertThat(video.payloads().getFirst().feedback())
                .containsExactlyInAnyOrder("transport-cc", "ccm fir", "nack", "nack pli");
        MediaSection data = answer.sections().get(2);
        assertThat(data.sctpPort()).isEqualTo(5000);
        assertThat(data.maxMessageSize()).isEqualTo(73_728);
    }

    @Test
    void answersFirefoxWithItsOwnNumbersAndDirections() {
        PublisherAnswer answer = answer(FIREFOX);
        assertAnswers(answer.sdp(), FIREFOX);
        ReceiveSection video = answer.sections().get(1);
        assertThat(video.codecs()).extracting(NegotiatedCodec::codec).containsExactly(Codec.VP8);
        assertThat(video.codecs().getFirst().payloadType()).isEqualTo(120);
        assertThat(video.codecs().getFirst().rtxPayloadType()).isEqualTo(124);
        assertThat(video.rids()).extracting(RidLayer::rid).containsExactly("q", "h", "f");
        assertThat(video.ssrcs())
                .containsExactly(
                        new DeclaredSsrc((int) 2907143887L, (int) 2490878357L),
                        new DeclaredSsrc((int) 2660473234L, (int) 3097544493L),
                        new DeclaredSsrc((int) 3328812824L, 1782430127));
        MediaSection written = parsed(answer.sdp()).sections().get(1);
        assertThat(written.payloads().getFirst().parameters()).isEmpty();
        assertThat(written.extensions())
                .filteredOn(extension -> extension.uri().equals(HeaderExtension.RID.uri()))
                .allMatch(extension -> extension.direction() == Direction.RECVONLY);
    }

    @ParameterizedTest
    @MethodSource("org.consilium.media.sdp.BrowserSdp#names")
    void everyAnswerFollowsItsOffer(String name) {
        if (name.endsWith("offer")) {
            String offer = BrowserSdp.text(name);
            assertAnswers(answer(offer).sdp(), offer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox"})
    void followsARealConnectionThroughItsLife(String browser) {
        PublisherAnswer first = replay(browser, "publish-1-first-offer");
        assertThat(first.sections()).extracting(ReceiveSection::mid).containsExactly("0", "1");

        String secondOffer = BrowserSdp.text(browser + "-publish-2-second-audio-offer");
        assertThat(acceptable(answerer.read(secondOffer)).sections())
                .filteredOn(OfferedSection::fresh)
                .extracting(OfferedSection::mid)
                .containsExactly("3", "4");
        PublisherAnswer second = replay(browser, "publish-2-second-audio-offer");
        assertThat(second.sections())
                .extracting(ReceiveSection::mid)
                .containsExactly("0", "1", "3", "4");

        PublisherAnswer third = replay(browser, "publish-3-unpublish-offer");
        assertThat(third.sections().get(1).active()).isFalse();
        assertThat(third.sections().get(1).codecs()).isNotEmpty();

        // The stopped section comes back under another mid in the same place.
        PublisherAnswer fourth = replay(browser, "publish-4-recycle-offer");
        assertThat(fourth.sections()).extracting(ReceiveSection::mid).contains("5");
        assertThat(fourth.transport().remoteRestarted()).isFalse();

        PublisherAnswer fifth = replay(browser, "publish-5-restart-offer");
        assertThat(fifth.transport().remoteRestarted()).isTrue();
    }

    @Test
    void listsTheAnnouncedCodecFirstOrAlone() {
        var tuned = new PublisherAnswerer(Descriptions.ALL, 1);
        RemoteOffer offer = acceptable(tuned.read(CHROMIUM));
        var first = new TrackTuning(Codec.VP9, false, true, false, true);
        List<NegotiatedCodec> codecs =
                tuned.answer(offer, local("serverAA"), Map.of("1", first))
                        .sections()
                        .get(1)
                        .codecs();
        assertThat(codecs)
                .extracting(NegotiatedCodec::codec)
                .containsExactly(Codec.VP9, Codec.VP8, Codec.H264, Codec.AV1);
        assertThat(codecs.getFirst().payloadType()).isEqualTo(98);

        var alone = new TrackTuning(Codec.H264, true, true, false, true);
        assertThat(
                        tuned.answer(offer, local("serverAA"), Map.of("1", alone))
                                .sections()
                                .get(1)
                                .codecs())
                .extracting(NegotiatedCodec::codec)
                .containsExactly(Codec.H264);
    }

    @Test
    void putsRedundantAudioFirstUnlessTheTrackForbidsIt() {
        var tuned = new PublisherAnswerer(Descriptions.ALL, 1);
        RemoteOffer offer = acceptable(tuned.read(CHROMIUM));
        assertThat(audioCodecs(tuned, offer, TrackTuning.DEFAULT))
                .containsExactly(Codec.RED, Codec.OPUS);
        assertThat(audioCodecs(tuned, offer, new TrackTuning(null, false, true, false, false)))
                .containsExactly(Codec.OPUS);
    }

    @Test
    void tunesOpusForMusic() {
        RemoteOffer offer = acceptable(answerer.read(CHROMIUM));
        var music = new TrackTuning(null, false, false, true, false);
        String sdp = answerer.answer(offer, local("serverAA"), Map.of("0", music)).sdp();
        assertThat(parsed(sdp).sections().getFirst().payloads().getFirst().parameters())
                .isEqualTo("minptime=10;useinbandfec=1;stereo=1;maxaveragebitrate=510000");
    }

    @Test
    void mapsLayersByNameOrElseByPosition() {
        assertThat(rids(CHROMIUM.replace("send q;h;f", "send f;~q;h")))
                .containsExactly(
                        new RidLayer("q", true),
                        new RidLayer("h", false),
                        new RidLayer("f", false));
        String named =
                CHROMIUM.replace("a=rid:q ", "a=rid:2 ")
                        .replace("a=rid:h ", "a=rid:1 ")
                        .replace("a=rid:f ", "a=rid:0 ")
                        .replace("send q;h;f", "send 2;1;0");
        assertThat(rids(named)).extracting(RidLayer::rid).containsExactly("2", "1", "0");
        assertThat(rids(CHROMIUM.replace("send q;h;f", "send q;q;x;f")))
                .extracting(RidLayer::rid)
                .containsExactly("q", "f");
    }

    @Test
    void rejectsWhatItCannotReceiveAndKeepsTheRest() {
        String offer =
                FIREFOX.replace("opus/48000/2", "speex/16000")
                        .replace("webrtc-datachannel", "something-else");
        PublisherAnswer answer = answer(offer);
        assertAnswers(answer.sdp(), offer);
        SessionDescription written = parsed(answer.sdp());
        assertThat(written.sections())
                .extracting(MediaSection::isRejected)
                .containsExactly(true, false, true);
        assertThat(written.bundle()).containsExactly("1");
        assertThat(written.sections().get(1).candidates()).isNotEmpty();
        assertThat(answer.transport().hasData()).isFalse();
        assertThat(answer.sections().getFirst().codecs()).isEmpty();
        assertThat(answer.sections().getFirst().active()).isFalse();
    }

    @Test
    void refusesOffersThatBreakTheRules() {
        assertThat(refused(answerer.read(""))).isEqualTo(NegotiationError.MALFORMED);
        assertThat(refused(answerer.read("x".repeat(1 << 21))))
                .isEqualTo(NegotiationError.MALFORMED);
        assertThat(refused(answerer.read("v=0\r\n"))).isEqualTo(NegotiationError.NOT_BUNDLED);
        assertThat(refused(answerer.read(CHROMIUM.replace("a=mid:1", "a=mid:0"))))
                .isEqualTo(NegotiationError.BAD_MID);
        assertThat(refused(answerer.read(CHROMIUM.replace("a=mid:1\r\n", ""))))
                .isEqualTo(NegotiationError.BAD_MID);
        assertThat(refused(answerer.read(CHROMIUM.replace("a=mid:1", "a=mid:" + "1".repeat(17)))))
                .isEqualTo(NegotiationError.BAD_MID);
        assertThat(refused(answerer.read(CHROMIUM.replace("a=ice-pwd", "a=x"))))
                .isEqualTo(NegotiationError.NO_ICE_CREDENTIALS);
        assertThat(refused(answerer.read(CHROMIUM.replace("sha-256", "md5"))))
                .isEqualTo(NegotiationError.NO_FINGERPRINT);
        assertThat(refused(answerer.read(CHROMIUM.replace("a=setup:actpass", "a=setup:holdconn"))))
                .isEqualTo(NegotiationError.BAD_SETUP);
        var many = new StringBuilder(CHROMIUM);
        for (int i = 0; i < 600; i++) {
            many.append("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=mid:x").append(i).append("\r\n");
        }
        assertThat(refused(answerer.read(many.toString())))
                .isEqualTo(NegotiationError.TOO_MANY_SECTIONS);
        assertThat(refused(answerer.read(many.toString().repeat(20))))
                .isEqualTo(NegotiationError.MALFORMED);
    }

    @Test
    void refusesAnOfferThatForgetsWhatWasAgreed() {
        answer(CHROMIUM);
        assertThat(refused(answerer.read(BrowserSdp.text("chromium-data-offer"))))
                .isEqualTo(NegotiationError.SECTIONS_CHANGED);
        assertThat(
                        refused(
                                answerer.read(
                                        CHROMIUM.replace("a=mid:1", "a=mid:9")
                                                .replace("BUNDLE 0 1 2", "BUNDLE 0 9 2"))))
                .isEqualTo(NegotiationError.SECTIONS_CHANGED);
        assertThat(refused(answerer.read(CHROMIUM.replace("a=setup:actpass", "a=setup:passive"))))
                .isEqualTo(NegotiationError.BAD_SETUP);
        assertThat(acceptable(answerer.read(CHROMIUM)).sections()).noneMatch(OfferedSection::fresh);
    }

    @Test
    void takesTheActiveRoleFromAPassivePeer() {
        PublisherAnswer answer = answer(CHROMIUM.replace("a=setup:actpass", "a=setup:passive"));
        assertThat(answer.transport().localRole()).isEqualTo(DtlsRole.CLIENT);
        assertThat(answer.sdp()).contains("a=setup:active").doesNotContain("a=setup:passive");
    }

    @Test
    void anExtensionIdMeansOneThingInTheWholeBundle() {
        // The id of MID in the audio section is that of the transport sequence in the video one.
        String offer =
                CHROMIUM.replaceFirst(
                                "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
                                "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid")
                        .replace(
                                "a=extmap:9 http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00",
                                "a=x");
        PublisherAnswer answer = answer(offer);
        assertThat(answer.sections().get(0).extensions().id(HeaderExtension.MID)).isEqualTo(9);
        assertThat(answer.sections().get(1).extensions().has(HeaderExtension.MID)).isFalse();
    }

    @Test
    void survivesAnyOffer() {
        long seed = 3264;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        List<String> texts = BrowserSdp.names().map(BrowserSdp::text).toList();
        int answered = 0;
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder(texts.get(random.nextInt(texts.size())));
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int end = text.indexOf("\n", at) + 1;
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    case 1 -> text.delete(at, Math.max(at, end));
                    default -> text.insert(text.lastIndexOf("\n") + 1, text.substring(at, end));
                }
            }
            var fresh = new PublisherAnswerer(Descriptions.ALL, 1);
            if (fresh.read(text.toString()) instanceof OfferReading.Acceptable reading) {
                String sdp = fresh.answer(reading.offer(), local("serverAA"), Map.of()).sdp();
                assertAnswers(sdp, text.toString());
                answered++;
            }
        }
        assertThat(answered).isGreaterThan(300);
    }

    private List<RidLayer> rids(String offer) {
        var fresh = new PublisherAnswerer(Descriptions.BASIC, 1);
        return fresh.answer(acceptable(fresh.read(offer)), local("serverAA"), Map.of())
                .sections()
                .get(1)
                .rids();
    }

    private static List<Codec> audioCodecs(
            PublisherAnswerer answerer, RemoteOffer offer, TrackTuning tuning) {
        return answerer
                .answer(offer, local("serverAA"), Map.of("0", tuning))
                .sections()
                .getFirst()
                .codecs()
                .stream()
                .map(NegotiatedCodec::codec)
                .toList();
    }

    private PublisherAnswer replay(String browser, String name) {
        String offer = BrowserSdp.text(browser + "-" + name);
        PublisherAnswer answer = answer(offer);
        assertAnswers(answer.sdp(), offer);
        return answer;
    }

    private PublisherAnswer answer(String offer) {
        return answerer.answer(acceptable(answerer.read(offer)), local("serverAA"), Map.of());
    }
}
