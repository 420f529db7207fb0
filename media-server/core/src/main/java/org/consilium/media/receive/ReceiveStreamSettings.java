package org.consilium.media.receive;

import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;

/**
 * What was negotiated about one incoming stream.
 *
 * @param ssrc the publisher's SSRC
 * @param format the main format; decides whether keyframes matter
 * @param clockRateHz ticks per second of the timestamps
 * @param payloadTypes every payload type the media section allows
 * @param extensions ids of the header extensions on the publisher's transport
 * @param nack whether the publisher repairs on request (RFC 4585 {@code a=rtcp-fb nack})
 * @param historySlots packets kept, a power of two
 * @param historyBytes bytes kept, a power of two
 */
public record ReceiveStreamSettings(
        int ssrc,
        PayloadFormat format,
        int clockRateHz,
        PayloadTypeMap payloadTypes,
        HeaderExtensionMap extensions,
        boolean nack,
        int historySlots,
        int historyBytes) {

    /**
     * Video: about 1 s of a 2 Mbit/s layer, 2 s of packets at 256 per second; 280 KiB in all with
     * its tables.
     */
    public static ReceiveStreamSettings video(
            int ssrc,
            PayloadFormat format,
            PayloadTypeMap payloadTypes,
            HeaderExtensionMap extensions) {
        return new ReceiveStreamSettings(
                ssrc, format, 90_000, payloadTypes, extensions, true, 512, 256 * 1024);
    }

    /** Audio: 64 packets are 1.3 s at 20 ms; 16 KiB hold them up to 100 kbit/s. */
    public static ReceiveStreamSettings audio(
            int ssrc, PayloadTypeMap payloadTypes, HeaderExtensionMap extensions, boolean nack) {
        return new ReceiveStreamSettings(
                ssrc, PayloadFormat.OPUS, 48_000, payloadTypes, extensions, nack, 64, 16 * 1024);
    }
}
