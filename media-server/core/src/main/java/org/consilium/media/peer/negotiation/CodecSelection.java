package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.List;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.RtpPayload;
import org.jspecify.annotations.Nullable;

/** Finds our codecs among the payload types of a description of the peer. */
final class CodecSelection {
    private static final String RTX = "rtx";

    private CodecSelection() {}

    /** The codecs both sides have, in our order, under the peer's payload types. */
    static List<NegotiatedCodec> select(MediaSection section, List<Codec> wanted) {
        var selected = new ArrayList<NegotiatedCodec>();
        for (Codec codec : wanted) {
            RtpPayload payload = best(section, codec);
            if (payload != null && MediaKind.of(section.type()) == codec.kind()) {
                selected.add(negotiated(section, codec, payload));
            }
        }
        // RFC 2198: redundancy of something that was not chosen is nothing.
        selected.removeIf(codec -> codec.codec() == Codec.RED && !isRedOfChosen(codec, selected));
        return selected;
    }

    /** The codecs of a track's answer in the order its tuning asks for. */
    static List<Codec> order(List<Codec> policy, TrackTuning tuning) {
        Codec preferred = tuning.preferred();
        var order = new ArrayList<Codec>();
        if (preferred != null && policy.contains(preferred)) {
            order.add(preferred);
        }
        if (!tuning.onlyPreferred() || order.isEmpty()) {
            for (Codec codec : policy) {
                if (!order.contains(codec)) {
                    order.add(codec);
                }
            }
        }
        if (order.remove(Codec.RED) && tuning.red()) {
            order.addFirst(Codec.RED);
        }
        return order;
    }

    private static boolean isRedOfChosen(NegotiatedCodec red, List<NegotiatedCodec> selected) {
        for (NegotiatedCodec codec : selected) {
            if (codec.codec() == Codec.OPUS) {
                String payloadType = Integer.toString(codec.payloadType());
                for (String block : red.parameters().split("/")) {
                    if (!block.trim().equals(payloadType)) {
                        return false;
                    }
                }
                return true;
            }
        }
        return false;
    }

    private static @Nullable RtpPayload best(MediaSection section, Codec codec) {
        RtpPayload best = null;
        int bestMatch = 0;
        for (RtpPayload payload : section.payloads()) {
            int match = codec.match(payload);
            if (match > bestMatch) {
                best = payload;
                bestMatch = match;
            }
        }
        return best;
    }

    private static NegotiatedCodec negotiated(
            MediaSection section, Codec codec, RtpPayload payload) {
        List<String> feedback = payload.feedback();
        return new NegotiatedCodec(
                codec,
                payload.payloadType(),
                rtxOf(section, payload.payloadType()),
                payload.parameters(),
                feedback.contains("nack"),
                feedback.contains("nack pli"),
                feedback.contains("ccm fir"),
                feedback.contains("transport-cc"),
                feedback.contains("goog-remb"));
    }

    /** RFC 4588 §8.6: the payload whose {@code apt} is this one. */
    private static int rtxOf(MediaSection section, int payloadType) {
        String associated = Integer.toString(payloadType);
        for (RtpPayload payload : section.payloads()) {
            if (payload.encodingName().equalsIgnoreCase(RTX)
                    && payload.parameter("apt").orElse("").equals(associated)) {
                return payload.payloadType();
            }
        }
        return NegotiatedCodec.NONE;
    }

    /** The payloads that say what was chosen: each codec, followed by its retransmissions. */
    static List<RtpPayload> payloads(List<NegotiatedCodec> codecs) {
        var payloads = new ArrayList<RtpPayload>();
        for (NegotiatedCodec codec : codecs) {
            Codec name = codec.codec();
            payloads.add(
                    new RtpPayload(
                            codec.payloadType(),
                            name.encodingName(),
                            name.clockRateHz(),
                            name.channels(),
                            codec.parameters(),
                            feedback(codec)));
            if (codec.hasRtx()) {
                payloads.add(
                        new RtpPayload(
                                codec.rtxPayloadType(),
                                RTX,
                                name.clockRateHz(),
                                1,
                                "apt=" + codec.payloadType(),
                                List.of()));
            }
        }
        return payloads;
    }

    private static List<String> feedback(NegotiatedCodec codec) {
        var feedback = new ArrayList<String>();
        if (codec.transportCc()) {
            feedback.add("transport-cc");
        }
        if (codec.ccmFir()) {
            feedback.add("ccm fir");
        }
        if (codec.nack()) {
            feedback.add("nack");
        }
        if (codec.nackPli()) {
            feedback.add("nack pli");
        }
        if (codec.googRemb()) {
            feedback.add("goog-remb");
        }
        return feedback;
    }
}
