package org.consilium.media.room;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.consilium.media.peer.negotiation.Codec;
import org.consilium.media.peer.negotiation.NegotiatedCodec;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.jspecify.annotations.Nullable;

/** Translates what was negotiated into what streams need: payload types and formats. */
final class SectionFormats {
    private SectionFormats() {}

    /** How to read a codec's payload; null for one that is not forwarded. */
    static @Nullable PayloadFormat format(Codec codec) {
        return switch (codec) {
            case OPUS -> PayloadFormat.OPUS;
            case VP8 -> PayloadFormat.VP8;
            case H264 -> PayloadFormat.H264;
            case RED -> PayloadFormat.RED;
            case VP9 -> PayloadFormat.VP9;
            case AV1 -> PayloadFormat.AV1;
            case PCMU, PCMA -> null;
        };
    }

    /** Whether a codec carries its spatial layers in one stream (SVC) unless told otherwise. */
    static boolean isScalable(Codec codec) {
        return codec == Codec.VP9 || codec == Codec.AV1;
    }

    /** The MIME type of a codec, as the client protocol writes it. */
    static String mimeType(Codec codec) {
        return codec.kind().name().toLowerCase(Locale.ROOT) + "/" + codec.encodingName();
    }

    /** What the payload types of a section mean. */
    static PayloadTypeMap payloadTypes(List<NegotiatedCodec> codecs) {
        PayloadTypeMap.Builder map = PayloadTypeMap.builder();
        for (NegotiatedCodec codec : codecs) {
            PayloadFormat format = format(codec.codec());
            if (format == null) {
                continue;
            }
            map.media(codec.payloadType(), format, codec.codec().clockRateHz());
            if (codec.hasRtx()) {
                map.retransmission(codec.rtxPayloadType(), codec.payloadType());
            }
        }
        return map.build();
    }

    /**
     * The receiver's payload type for each of the publisher's, 128 entries, −1 where it cannot take
     * it.
     */
    static byte[] payloadTypesTowards(
            List<NegotiatedCodec> receiver, List<NegotiatedCodec> publisher) {
        byte[] types = none();
        for (NegotiatedCodec source : publisher) {
            for (NegotiatedCodec target : receiver) {
                if (source.codec() == target.codec() && goTogether(source, target)) {
                    types[source.payloadType()] = (byte) target.payloadType();
                    break;
                }
            }
        }
        return types;
    }

    /** The receiver's retransmission type for each of its media types, −1 where there is none. */
    static byte[] retransmissionTypes(List<NegotiatedCodec> receiver) {
        byte[] types = none();
        for (NegotiatedCodec codec : receiver) {
            if (codec.hasRtx()) {
                types[codec.payloadType()] = (byte) codec.rtxPayloadType();
            }
        }
        return types;
    }

    /**
     * RFC 6184 §6.2: a receiver that takes single NAL units only cannot be sent fragments. RFC 2198
     * §3: blocks of RED carry payload types, which are then the receiver's too.
     */
    private static boolean goTogether(NegotiatedCodec source, NegotiatedCodec target) {
        return switch (source.codec()) {
            case H264 -> isPacketizationMode1(source) == isPacketizationMode1(target);
            case RED -> source.parameters().equals(target.parameters());
            case OPUS, PCMU, PCMA, VP8, VP9, AV1 -> true;
        };
    }

    private static boolean isPacketizationMode1(NegotiatedCodec codec) {
        return codec.parameters().contains("packetization-mode=1");
    }

    private static byte[] none() {
        byte[] types = new byte[128];
        Arrays.fill(types, (byte) -1);
        return types;
    }
}
