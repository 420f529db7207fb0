package org.consilium.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SdpReaderTest {
    private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    @ParameterizedTest
    @MethodSource("org.consilium.media.sdp.BrowserSdp#names")
    void whatItReadsComesOutEqual(String name) {
        SessionDescription description = parsed(BrowserSdp.text(name));
        assertThat(description.sections()).isNotEmpty();
        assertThat(parsed(SdpWriter.write(description))).isEqualTo(description);
    }

    @Test
    void readsChromiumsPublisherOffer() {
        SessionDescription offer = parsed(BrowserSdp.text("chromium-publisher-offer"));
        assertThat(offer.bundle()).containsExactly("0", "1", "2");
        assertThat(offer.extmapAllowMixed()).isTrue();
        MediaSection audio = offer.sections().get(0);
        assertThat(audio.type()).isEqualTo(MediaType.AUDIO);
        assertThat(audio.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(audio.candidates()).hasSize(4);
        assertThat(audio.payload(111))
                .isEqualTo(
                        new RtpPayload(
                                111,
                                "opus",
                                48_000,
                                2,
                                "minptime=10;useinbandfec=1",
                                List.of("transport-cc")));
        assertThat(audio.streams())
                .containsExactly(
                        new MediaStreamId(
                                "f1eec73d-8963-4452-bd5a-67ecfcd5d533",
                                "f645db61-9f52-489c-95ee-d5330874ba4f"));
        MediaSection video = offer.sections().get(1);
        assertThat(video.simulcast().send())
                .extracting(stream -> stream.getFirst().rid())
                .containsExactly("q", "h", "f");
        assertThat(video.payload(108)).isNotNull();
        MediaSection data = offer.sections().get(2);
        assertThat(data.sctpPort()).isEqualTo(5000);
        assertThat(data.maxMessageSize()).isEqualTo(262_144);
    }

    @Test
    void readsFirefoxsPublisherOffer() {
        SessionDescription offer = parsed(BrowserSdp.text("firefox-publisher-offer"));
        assertThat(offer.transport().fingerprints()).hasSize(1);
        MediaSection audio = offer.sections().get(0);
        assertThat(audio.endOfCandidates()).isTrue();
        assertThat(audio.transport().within(offer.transport()).fingerprints()).hasSize(1);
        MediaSection video = offer.sections().get(1);
        assertThat(video.port()).isZero();
        assertThat(video.bundleOnly()).isTrue();
        assertThat(video.isRejected()).isFalse();
        assertThat(video.ssrcGroups()).hasSize(3);
        assertThat(video.extensions())
                .contains(
                        new ExtensionMapping(
                                9,
                                Direction.SENDONLY,
                                "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"));
    }

    @Test
    void readsPausedAndAlternativeSimulcastStreams() {
        MediaSection section =
                parsed(
                                HEAD
                                        + "m=video 9 UDP/TLS/RTP/SAVPF 96\n"
                                        + "a=rid:a send pt=96;max-width=1280\n"
                                        + "a=simulcast:send a,~b;~c recv d\n")
                        .sections()
                        .getFirst();
        assertThat(section.simulcast().send())
                .containsExactly(
                        List.of(new Simulcast.Choice("a", false), new Simulcast.Choice("b", true)),
                        List.of(new Simulcast.Choice("c", true)));
        assertThat(section.simulcast().receive())
                .containsExactly(List.of(new Simulcast.Choice("d", false)));
        assertThat(section.rids())
                .containsExactly(new RidDescription("a", true, "pt=96;max-width=1280"));
    }

    @Test
    void knowsStaticPayloadTypesAndWildcardFeedback() {
        MediaSection section =
                parsed(HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 0 8 96\na=rtcp-fb:* nack\n")
                        .sections()
                        .getFirst();
        assertThat(section.payloads())
                .containsExactly(
                        new RtpPayload(0, "PCMU", 8000, 1, "", List.of("nack")),
                        new RtpPayload(8, "PCMA", 8000, 1, "", List.of("nack")));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_SDP, hello",
        "NOT_SDP, {\"type\":\"offer\"}",
        "BAD_MEDIA_LINE, m=audio",
        "BAD_MEDIA_LINE, m=audio 9 UDP/TLS/RTP/SAVPF",
        "BAD_MEDIA_LINE, m=audio 65536 UDP/TLS/RTP/SAVPF 111",
        "BAD_MEDIA_LINE, m=audio -1 UDP/TLS/RTP/SAVPF 111",
        "BAD_ATTRIBUTE, a=setup:sometimes",
        "BAD_ATTRIBUTE, a=fingerprint:sha-256 nothing",
        "BAD_ATTRIBUTE, a=fingerprint:sha-256 AA:",
        "BAD_ATTRIBUTE, a=ice-ufrag:",
    })
    void saysWhatIsWrong(SdpError error, String line) {
        assertThat(SdpReader.read(HEAD + line + "\r\n"))
                .isEqualTo(new SdpResult.Malformed(error, 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=mid:",
                "a=mid:a b",
                "a=rtpmap:96",
                "a=rtpmap:96 VP8",
                "a=rtpmap:96 VP8/0",
                "a=rtpmap:96 VP8/99999999999999999999",
                "a=rtpmap:x VP8/90000",
                "a=fmtp:-1 x",
                "a=extmap:0 urn:x",
                "a=extmap:5000 urn:x",
                "a=extmap:1/sideways urn:x",
                "a=extmap:1",
                "a=ssrc:4294967296 cname:x",
                "a=ssrc-group:FID 1 x",
                "a=rid:a",
                "a=rid:a both",
                "a=rid:a*b send",
                "a=simulcast:send",
                "a=simulcast:send ;",
                "a=simulcast:maybe q",
                "a=sctp-port:65536",
                "a=max-message-size:-5",
            })
    void wantsKnownAttributesInTheirGrammar(String line) {
        assertThat(SdpReader.read(HEAD + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" + line + "\r\n"))
                .isEqualTo(new SdpResult.Malformed(SdpError.BAD_ATTRIBUTE, 6));
    }

    @Test
    void passesOverAttributesNobodyKnows() {
        assertThat(parsed(HEAD + "a=unheard-of\na=x:y:z\nq=1\n").sections()).isEmpty();
    }

    @Test
    void refusesControlCharactersThatWouldEndALineElsewhere() {
        for (String control : List.of("\r", "\u0000", "\u0085", "\u2028")) {
            String text =
                    HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=fmtp:96 a" + control + "b\r\n";
            assertThat(SdpReader.read(text))
                    .isEqualTo(new SdpResult.Malformed(SdpError.NOT_SDP, 6));
        }
    }

    @Test
    void isBoundedInEveryDirection() {
        assertThat(SdpReader.read(HEAD + "a=x".repeat(400_000)))
                .isEqualTo(new SdpResult.Malformed(SdpError.TOO_LONG, 0));
        assertThat(SdpReader.read(HEAD + "a=" + "x".repeat(9000)))
                .isEqualTo(new SdpResult.Malformed(SdpError.TOO_LONG, 5));
        assertThat(malformed(HEAD + "m=audio 9 RTP/SAVPF 0\r\n".repeat(10_000)))
                .isEqualTo(SdpError.TOO_MUCH);
        String section = HEAD + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
        for (String line :
                List.of(
                        "a=ssrc:1 cname:x\r\n",
                        "a=extmap:1 urn:x\r\n",
                        "a=rtcp-fb:96 nack\r\n",
                        "a=rtcp-fb:* nack\r\n",
                        "a=candidate:1\r\n",
                        "a=rid:a send\r\n",
                        "a=msid:a b\r\n",
                        "a=ssrc-group:FID 1 2\r\n",
                        "a=fingerprint:sha-256 AA\r\n")) {
            assertThat(malformed(section + line.repeat(20_000)))
                    .isIn(SdpError.TOO_MUCH, SdpError.BAD_ATTRIBUTE);
        }
        assertThat(malformed(HEAD + "a=fingerprint:sha-256 AA\r\n".repeat(20_000)))
                .isEqualTo(SdpError.TOO_MUCH);
    }

    @Test
    void readsAMegabyteInLinearTime() {
        String section =
                "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\na=fmtp:96 "
                        + "x=y;".repeat(200)
                        + "\r\n";
        String text = HEAD + section.repeat(1000);
        assertThat(text.length()).isBetween(800_000, SdpReader.MAX_LENGTH);
        assertThat(parsed(text).sections()).hasSize(1000);
    }

    @Test
    void survivesAnyText() {
        long seed = 8866;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        List<String> texts = BrowserSdp.names().map(BrowserSdp::text).toList();
        for (int round = 0; round < 4_000; round++) {
            var text = new StringBuilder(texts.get(random.nextInt(texts.size())));
            for (int edits = 1 + random.nextInt(12); edits > 0; edits--) {
                mutate(text, random);
            }
            if (SdpReader.read(text.toString()) instanceof SdpResult.Parsed parsed) {
                SessionDescription description = parsed.description();
                // Duplicate lines of one payload may merge; what was written is then stable.
                SessionDescription again = parsed(SdpWriter.write(description));
                assertThat(again).isEqualTo(description);
            }
        }
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(60));
        switch (random.nextInt(5)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(256));
            case 1 -> text.delete(at, end);
            case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            case 3 -> text.insert(at, "4294967296");
            default -> {
                int line = text.indexOf("\n", at) + 1;
                text.insert(at, text.substring(line, Math.min(text.length(), line + 50)));
            }
        }
        if (text.isEmpty()) {
            text.append('v');
        }
    }

    private static SdpError malformed(String text) {
        return ((SdpResult.Malformed) SdpReader.read(text)).error();
    }

    private static SessionDescription parsed(String text) {
        SdpResult result = SdpReader.read(text);
        assertThat(result).isInstanceOf(SdpResult.Parsed.class);
        return ((SdpResult.Parsed) result).description();
    }
}
