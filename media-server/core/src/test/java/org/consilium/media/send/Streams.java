package org.consilium.media.send;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;

/** Settings as a negotiation would give them: VP8 96/97 from publishers, 100/101 to receivers. */
final class Streams {
    static final int SSRC = 0x7000_0001;
    static final int RETRANSMISSION_SSRC = 0x7000_0002;

    static final PayloadTypeMap PUBLISHED_VIDEO =
            PayloadTypeMap.builder()
                    .media(96, PayloadFormat.VP8, 90_000)
                    .retransmission(97, 96)
                    .build();

    private Streams() {}

    static SendStreamSettings videoSettings(HeaderExtensionMap extensions) {
        return new SendStreamSettings(
                SSRC,
                90_000,
                PayloadFormat.VP8,
                types(96, Receiver.MEDIA_TYPE),
                RETRANSMISSION_SSRC,
                types(Receiver.MEDIA_TYPE, Receiver.RETRANSMISSION_TYPE),
                true,
                extensions,
                true,
                "1");
    }

    static SendStreamSettings audioSettings() {
        return new SendStreamSettings(
                SSRC,
                48_000,
                PayloadFormat.OPUS,
                types(111, 109),
                0,
                types(0, -1),
                false,
                HeaderExtensionMap.EMPTY,
                true,
                null);
    }

    static ReceiveStream videoSource(int ssrc, PublisherClock clock) {
        return new ReceiveStream(
                ReceiveStreamSettings.video(
                        ssrc, PayloadFormat.VP8, PUBLISHED_VIDEO, HeaderExtensionMap.EMPTY),
                clock);
    }

    static ReceiveStream audioSource(int ssrc) {
        return new ReceiveStream(
                ReceiveStreamSettings.audio(
                        ssrc,
                        PayloadTypeMap.builder().media(111, PayloadFormat.OPUS, 48_000).build(),
                        HeaderExtensionMap.EMPTY,
                        false),
                new PublisherClock());
    }

    static byte[] audioPacket(int ssrc, int sequence, int timestamp) {
        byte[] packet = new byte[12 + 80];
        packet[0] = (byte) 0x80;
        packet[1] = 111;
        BigEndian.putU16(packet, 2, sequence);
        BigEndian.putI32(packet, 4, timestamp);
        BigEndian.putI32(packet, 8, ssrc);
        return packet;
    }

    private static byte[] types(int from, int to) {
        byte[] types = new byte[128];
        Arrays.fill(types, (byte) -1);
        types[from] = (byte) to;
        return types;
    }
}
