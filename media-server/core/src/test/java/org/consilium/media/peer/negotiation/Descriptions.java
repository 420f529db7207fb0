package org.consilium.media.peer.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.ice.IceCandidate;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.SdpReader;
import org.consilium.media.sdp.SdpResult;
import org.consilium.media.sdp.SessionDescription;

/** What the tests of negotiation have in common. */
final class Descriptions {
    static final CodecPolicy ALL =
            new CodecPolicy(
                    List.of(Codec.RED, Codec.OPUS, Codec.VP8, Codec.H264, Codec.VP9, Codec.AV1),
                    List.of(Codec.OPUS, Codec.PCMU, Codec.VP8, Codec.H264, Codec.VP9, Codec.AV1));

    static final CodecPolicy BASIC =
            new CodecPolicy(
                    List.of(Codec.OPUS, Codec.VP8, Codec.H264),
                    List.of(Codec.OPUS, Codec.VP8, Codec.H264));

    private Descriptions() {}

    static LocalTransport local(String ufrag) {
        var address = TransportAddress.ofIpv4(0xc0000201, 7882);
        return new LocalTransport(
                new IceCredentials(ufrag, "abcdefghijklmnopqrstuvwx"),
                new DtlsFingerprint("sha-256", "AA:" + "BC:".repeat(30) + "DE"),
                List.of(
                        IceCandidate.host(IceCandidate.Transport.UDP, address, 0),
                        IceCandidate.host(IceCandidate.Transport.TCP_PASSIVE, address, 0)));
    }

    static SessionDescription parsed(String sdp) {
        SdpResult result = SdpReader.read(sdp);
        assertThat(result).isInstanceOf(SdpResult.Parsed.class);
        return ((SdpResult.Parsed) result).description();
    }

    static RemoteOffer acceptable(OfferReading reading) {
        assertThat(reading).isInstanceOf(OfferReading.Acceptable.class);
        return ((OfferReading.Acceptable) reading).offer();
    }

    static NegotiationError refused(OfferReading reading) {
        assertThat(reading).isInstanceOf(OfferReading.Refused.class);
        return ((OfferReading.Refused) reading).error();
    }

    static AnswerReading.Applied applied(AnswerReading reading) {
        assertThat(reading).isInstanceOf(AnswerReading.Applied.class);
        return (AnswerReading.Applied) reading;
    }

    static NegotiationError refused(AnswerReading reading) {
        assertThat(reading).isInstanceOf(AnswerReading.Refused.class);
        return ((AnswerReading.Refused) reading).error();
    }

    /** RFC 3264 §6: as many sections, in the same order, of the same kinds. */
    static void assertAnswers(String answer, String offer) {
        SessionDescription answered = parsed(answer);
        SessionDescription offered = parsed(offer);
        assertThat(answered.sections()).hasSameSizeAs(offered.sections());
        for (int i = 0; i < offered.sections().size(); i++) {
            var question = offered.sections().get(i);
            var reply = answered.sections().get(i);
            assertThat(reply.mid()).isEqualTo(question.mid());
            assertThat(reply.media()).isEqualTo(question.media());
            assertThat(reply.protocol()).isEqualTo(question.protocol());
            assertThat(question.formats()).containsAll(reply.formats());
            if (MediaKind.of(question.type()) != null) {
                Direction asked = question.direction();
                assertThat(reply.direction().sends() && !asked.receives()).isFalse();
                assertThat(reply.direction().receives() && !asked.sends()).isFalse();
            }
            assertThat(answered.bundle().contains(reply.mid())).isEqualTo(!reply.isRejected());
            for (var extension : reply.extensions()) {
                assertThat(question.extensions())
                        .anyMatch(
                                each ->
                                        each.id() == extension.id()
                                                && each.uri().equals(extension.uri()));
            }
        }
    }
}
