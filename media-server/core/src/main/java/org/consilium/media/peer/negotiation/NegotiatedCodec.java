package org.consilium.media.peer.negotiation;

/**
 * A codec under the payload type both sides agreed on.
 *
 * @param payloadType 0..127
 * @param rtxPayloadType of its retransmissions (RFC 4588), or {@link #NONE}
 * @param parameters the {@code a=fmtp} value, possibly empty
 */
public record NegotiatedCodec(
        Codec codec,
        int payloadType,
        int rtxPayloadType,
        String parameters,
        boolean nack,
        boolean nackPli,
        boolean ccmFir,
        boolean transportCc,
        boolean googRemb) {
    /** No payload type. */
    public static final int NONE = -1;

    public boolean hasRtx() {
        return rtxPayloadType != NONE;
    }

    NegotiatedCodec withParameters(String text) {
        return new NegotiatedCodec(
                codec,
                payloadType,
                rtxPayloadType,
                text,
                nack,
                nackPli,
                ccmFir,
                transportCc,
                googRemb);
    }

    /** The older of the two feedbacks for bandwidth is not wanted beside the newer. */
    NegotiatedCodec withoutRemb() {
        return new NegotiatedCodec(
                codec,
                payloadType,
                rtxPayloadType,
                parameters,
                nack,
                nackPli,
                ccmFir,
                transportCc,
                false);
    }
}
