package org.consilium.media.send;

import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * What was negotiated about one outgoing stream.
 *
 * @param ssrc our SSRC towards this receiver, constant over all switches
 * @param clockRateHz ticks per second of the timestamps
 * @param format decides whether keyframes matter
 * @param payloadTypes receiver's payload type by publisher's, 128 entries, −1 where the receiver
 *     cannot take it
 * @param retransmissionSsrc our SSRC for retransmissions (RFC 4588); meaningless without types
 * @param retransmissionTypes receiver's retransmission payload type by receiver's media type, 128
 *     entries, −1 where there is none: such packets are not repaired, see {@link
 *     SendStream#writeRepair}
 * @param nack whether the receiver may ask for repair
 * @param extensions ids of the header extensions on the receiver's transport
 * @param mixedExtensions whether two-byte extensions may appear ({@code a=extmap-allow-mixed})
 * @param mid value of the MID extension, written until the receiver has reported once; null for
 *     never
 */
public record SendStreamSettings(
        int ssrc,
        int clockRateHz,
        PayloadFormat format,
        byte[] payloadTypes,
        int retransmissionSsrc,
        byte[] retransmissionTypes,
        boolean nack,
        HeaderExtensionMap extensions,
        boolean mixedExtensions,
        @Nullable String mid) {

    public SendStreamSettings {
        if (payloadTypes.length != 128 || retransmissionTypes.length != 128) {
            throw new IllegalArgumentException("payload type tables need 128 entries");
        }
        payloadTypes = payloadTypes.clone();
        retransmissionTypes = retransmissionTypes.clone();
    }
}
