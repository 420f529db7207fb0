package org.consilium.media.srtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/** Plain RTP and RTCP packets and keys for tests. */
final class SrtpPackets {
    private static final HexFormat HEX = HexFormat.of();

    private SrtpPackets() {}

    static byte[] hex(String text) {
        return HEX.parseHex(text.replaceAll("\\s+", ""));
    }

    static byte[] bytes(RandomGenerator random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Version 2, no CSRC, no extension, payload type 96. */
    static byte[] rtp(int ssrc, int sequence, byte[] payload) {
        var packet = new byte[12 + payload.length];
        packet[0] = (byte) 0x80;
        packet[1] = 96;
        BigEndian.putU16(packet, 2, sequence);
        BigEndian.putI32(packet, 4, 3000 * sequence);
        BigEndian.putI32(packet, 8, ssrc);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        return packet;
    }

    static byte[] rtp(int ssrc, int sequence) {
        return rtp(ssrc, sequence, ("payload of " + sequence).getBytes(US_ASCII));
    }

    /** With up to 15 CSRCs, a one-byte header extension, padding: whatever the generator says. */
    static byte[] richRtp(RandomGenerator random, int ssrc, int sequence) {
        int csrcs = random.nextInt(16);
        int extensionWords = random.nextBoolean() ? random.nextInt(6) : -1;
        int padding = random.nextBoolean() ? 1 + random.nextInt(20) : 0;
        int payload = random.nextInt(1100);
        int header = 12 + 4 * csrcs + (extensionWords < 0 ? 0 : 4 + 4 * extensionWords);
        byte[] packet = bytes(random, header + payload + padding);
        packet[0] =
                (byte) (0x80 | (padding > 0 ? 0x20 : 0) | (extensionWords >= 0 ? 0x10 : 0) | csrcs);
        BigEndian.putU16(packet, 2, sequence);
        BigEndian.putI32(packet, 8, ssrc);
        if (extensionWords >= 0) {
            BigEndian.putU16(packet, 12 + 4 * csrcs, 0xbede);
            BigEndian.putU16(packet, 14 + 4 * csrcs, extensionWords);
        }
        if (padding > 0) {
            packet[packet.length - 1] = (byte) padding;
        }
        return packet;
    }

    /** A receiver report without blocks followed by {@code extraWords} random words. */
    static byte[] rtcp(RandomGenerator random, int ssrc, int extraWords) {
        byte[] packet = bytes(random, 8 + 4 * extraWords);
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 201;
        BigEndian.putU16(packet, 2, 1 + extraWords);
        BigEndian.putI32(packet, 4, ssrc);
        return packet;
    }

    static SrtpMasterKey master(SrtpProfile profile, RandomGenerator random) {
        return new SrtpMasterKey(
                profile, bytes(random, profile.keyBytes()), bytes(random, profile.saltBytes()));
    }

    /** The protected packet, or an exception naming the failure. */
    static byte[] protectRtp(SrtpSender sender, byte[] packet) {
        var result = new byte[packet.length + SrtpProfile.MAX_OVERHEAD_BYTES];
        return cut(result, sender.protectRtp(packet, 0, packet.length, result, 0));
    }

    static byte[] protectRtcp(SrtpSender sender, byte[] packet) {
        var result = new byte[packet.length + SrtpProfile.MAX_OVERHEAD_BYTES];
        return cut(result, sender.protectRtcp(packet, 0, packet.length, result, 0));
    }

    static byte[] unprotectRtp(SrtpReceiver receiver, byte[] packet) {
        var result = new byte[packet.length];
        return cut(result, receiver.unprotectRtp(packet, 0, packet.length, result, 0));
    }

    static byte[] unprotectRtcp(SrtpReceiver receiver, byte[] packet) {
        var result = new byte[packet.length];
        return cut(result, receiver.unprotectRtcp(packet, 0, packet.length, result, 0));
    }

    /** The bare result code of unprotecting in place in a copy. */
    static int tryRtp(SrtpReceiver receiver, byte[] packet) {
        byte[] copy = packet.clone();
        return receiver.unprotectRtp(copy, 0, copy.length, copy, 0);
    }

    static int tryRtcp(SrtpReceiver receiver, byte[] packet) {
        byte[] copy = packet.clone();
        return receiver.unprotectRtcp(copy, 0, copy.length, copy, 0);
    }

    private static byte[] cut(byte[] array, int result) {
        if (result < 0) {
            throw new IllegalStateException(SrtpFailure.name(result));
        }
        return Arrays.copyOf(array, result);
    }
}
