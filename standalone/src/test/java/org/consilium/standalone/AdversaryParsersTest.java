package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.UserPacket;
import livekit.LivekitRtc.SignalRequest;
import org.consilium.media.peer.negotiation.CodecPolicy;
import org.consilium.media.peer.negotiation.PublisherAnswerer;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.sctp.DataChannel;
import org.consilium.media.sctp.SctpAssociation;
import org.consilium.media.sctp.SctpConfig;
import org.consilium.media.sctp.SctpEnd;
import org.consilium.media.sctp.SctpEvents;
import org.consilium.media.sdp.SdpReader;
import org.consilium.media.stun.StunKey;
import org.consilium.media.stun.StunMessage;
import org.consilium.server.signal.DataPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random, truncated and mutated bytes for every parser of what comes from the network, more than
 * half a million in all; with what {@link AdversaryDatagramsTest} sends, more than a million. None
 * throws, none reads over the end of what it was given, none takes long.
 */
class AdversaryParsersTest {
    private static final long SEED = Long.getLong("adversary.seed", 20_261_121L);
    private static final int EACH = 60_000;

    /** What may follow a datagram in the loop's buffer: a parser that reads it has read too far. */
    private static final int GUARD = 64;

    /** One parser: good input to begin with, and the call. */
    private record Parser(String name, List<byte[]> good, int rounds, Call call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Call {
        void parse(byte[] array, int offset, int length) throws Exception;
    }

    static List<Parser> parsers() {
        return List.of(
                new Parser(
                        "STUN",
                        List.of(
                                hex(
                                        "000100482112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf")),
                        EACH,
                        AdversaryParsersTest::stun),
                new Parser(
                        "RTP, header extensions, VP8",
                        List.of(rtp("90d0c0ffee01020304")),
                        EACH,
                        rtp(PayloadFormat.VP8)),
                new Parser(
                        "RTP, header extensions, H.264",
                        List.of(rtp("7c8567640028ac"), rtp("78000567420028e9000568ce3c80")),
                        EACH,
                        rtp(PayloadFormat.H264)),
                new Parser(
                        "RTCP and transport feedback",
                        List.of(
                                hex(
                                        "80c80006000000010102030405060708000000090000000a0000000b81ca000300000001010361626300"),
                                hex(
                                        "8fcd0008000000010000000200050019ffffff092003a000e400000104080c10fff00100"),
                                hex(
                                        "81cd000300000001000000020005ffff84ce0004000000010000000000000002070000008fce0005000000010000000052454d4201070000000000ff")),
                        EACH,
                        AdversaryParsersTest::rtcp),
                new Parser(
                        "SCTP",
                        List.of(
                                sctp("0100001400000001000100000400040000000001c0000004"),
                                sctp("00030014000000010000000000000032030000000000000061"),
                                sctp("c0000010000000050000000000010002"),
                                sctp("0300001000000009000100000001000000020003"),
                                sctp("82000014000d001000000001000000020000000300000001")),
                        EACH,
                        new Association()::receive),
                new Parser(
                        "SCTP, then DCEP",
                        List.of(
                                hex("0300000000000000000000006c6162656c"),
                                hex("02"),
                                hex("0382000000000005000200026162636465")),
                        EACH,
                        new Association()::open),
                new Parser(
                        "SDP",
                        List.of(SDP.getBytes(StandardCharsets.UTF_8)),
                        EACH / 4,
                        (array, offset, length) -> SdpReader.read(text(array, offset, length))),
                new Parser(
                        "offers",
                        List.of(SDP.getBytes(StandardCharsets.UTF_8)),
                        EACH / 4,
                        AdversaryParsersTest::offer),
                new Parser(
                        "signal messages",
                        List.of(
                                SignalRequest.newBuilder()
                                        .setOffer(
                                                livekit.LivekitRtc.SessionDescription.newBuilder()
                                                        .setType("offer")
                                                        .setSdp("v=0"))
                                        .build()
                                        .toByteArray()),
                        EACH,
                        AdversaryParsersTest::signal),
                new Parser(
                        "data packets",
                        List.of(
                                DataPacket.newBuilder()
                                        .addDestinationIdentities("x")
                                        .setUser(UserPacket.newBuilder().setTopic("t"))
                                        .build()
                                        .toByteArray()),
                        EACH,
                        (array, offset, length) ->
                                new DataPackets()
                                        .stamp(
                                                Arrays.copyOfRange(array, offset, offset + length),
                                                true,
                                                null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void survivesRandomTruncatedAndMutatedBytes(Parser parser) {
        var random = new SplittableRandom(SEED);
        byte[] array = new byte[2 * GUARD + 4096];
        long before = System.nanoTime();
        for (int round = 0; round < parser.rounds; round++) {
            int length = bytes(random, parser.good, array);
            int at = round;
            assertThatCode(() -> parser.call.parse(array, GUARD, length))
                    .as("seed %d, round %d: %s", SEED, at, shown(array, length))
                    .doesNotThrowAnyException();
        }
        System.out.printf("%s: %d inputs, seed %d%n", parser, parser.rounds, SEED);
        assertThat((System.nanoTime() - before) / parser.rounds)
                .as("ns for one input")
                .isLessThan(2_000_000);
    }

    private static String shown(byte[] array, int length) {
        return java.util.HexFormat.of().formatHex(array, GUARD, GUARD + length);
    }

    /** Puts an input behind the guard, surrounded by noise; answers its length. */
    private static int bytes(SplittableRandom random, List<byte[]> good, byte[] array) {
        random.nextBytes(array);
        if (random.nextInt(4) == 0) {
            return random.nextInt(200);
        }
        byte[] template = good.get(random.nextInt(good.size()));
        System.arraycopy(template, 0, array, GUARD, template.length);
        int length = template.length;
        switch (random.nextInt(4)) {
            case 0 -> length = random.nextInt(template.length + 1);
            case 1 -> length += random.nextInt(40);
            default -> {}
        }
        for (int flips = random.nextInt(6); flips > 0 && length > 0; flips--) {
            array[GUARD + random.nextInt(length)] = (byte) random.nextInt();
        }
        return length;
    }

    private static byte[] hex(String digits) {
        return java.util.HexFormat.of().parseHex(digits);
    }

    private static String text(byte[] array, int offset, int length) {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    // ---- the calls

    private static void stun(byte[] array, int offset, int length) {
        var message = new StunMessage();
        if (!message.wrap(array, offset, length)) {
            return;
        }
        for (int at = message.firstAttribute();
                at != StunMessage.NONE;
                at = message.nextAttribute(at)) {
            assertThat(message.valueOffset(at) + message.valueLength(at))
                    .isLessThanOrEqualTo(offset + length);
            message.text(at);
            message.address(at);
            message.xorAddress(at);
        }
        message.hasFingerprint();
        message.isAuthentic(StunKey.ofPassword("VOkJxbRl1RmTxUk/WvJxBt"));
    }

    /** A packet with both kinds of identification in its extension, and this payload. */
    private static byte[] rtp(String payload) {
        return hex("906f0001000003e8000000c8bede000310610162a1713271003b00000000" + payload);
    }

    private static Call rtp(PayloadFormat format) {
        var ids = new LinkedHashMap<HeaderExtension, Integer>();
        int id = 1;
        for (HeaderExtension extension : HeaderExtension.values()) {
            ids.put(extension, id++);
        }
        var map = new HeaderExtensionMap(ids);
        var packet = new SourcePacket();
        return (array, offset, length) -> {
            if (packet.read(array, offset, length, map)) {
                assertThat(packet.payloadOffset + packet.payloadLength)
                        .isLessThanOrEqualTo(offset + length);
                packet.readFacts(format);
                packet.transportSequence();
            }
        };
    }

    private static void rtcp(byte[] array, int offset, int length) {
        RtcpReader.read(array, offset, length, new RtcpVisitor() {});
    }

    private static byte[] sctp(String chunk) {
        return hex("138813880000000000000000" + chunk);
    }

    /** An association whose packets carry a right checksum, or nothing behind it would be read. */
    private static final class Association implements SctpEvents {
        private SctpAssociation association = fresh();
        private int packets;
        private int tsn;

        private SctpAssociation fresh() {
            var made =
                    new SctpAssociation(
                            SctpConfig.webRtc(5000, 65_536),
                            true,
                            new SecureRandom(),
                            (array, offset, length) -> {},
                            this);
            made.start(0);
            return made;
        }

        void receive(byte[] array, int offset, int length) {
            if (packets++ % 500 == 0) {
                association = fresh();
            }
            deliver(Arrays.copyOfRange(array, offset, offset + length));
        }

        /** The bytes as one DATA chunk of DCEP. */
        void open(byte[] array, int offset, int length) {
            if (packets++ % 500 == 0) {
                association = fresh();
            }
            var packet = java.nio.ByteBuffer.allocate(12 + 16 + ((length + 3) & ~3));
            packet.putShort((short) 5000).putShort((short) 5000).putInt(0).putInt(0);
            packet.put((byte) 0).put((byte) 3).putShort((short) (16 + length));
            packet.putInt(tsn++).putShort((short) (packets % 7)).putShort((short) 0).putInt(50);
            packet.put(array, offset, length);
            deliver(packet.array());
        }

        private void deliver(byte[] packet) {
            if (packet.length >= 12) {
                Arrays.fill(packet, 8, 12, (byte) 0);
                var crc = new CRC32C();
                crc.update(packet);
                long value = crc.getValue();
                for (int i = 0; i < 4; i++) {
                    packet[8 + i] = (byte) (value >>> (8 * i));
                }
            }
            association.onPacket(packet, 0, packet.length, packets);
        }

        @Override
        public void onConnected() {}

        @Override
        public void onChannelOpen(DataChannel channel) {}

        @Override
        public void onMessage(DataChannel channel, boolean binary, byte[] message) {}

        @Override
        public void onChannelClosed(DataChannel channel) {}

        @Override
        public void onBufferedLow() {}

        @Override
        public void onEnd(SctpEnd end) {
            packets = 0;
        }
    }

    private static void offer(byte[] array, int offset, int length) {
        assertThat(new PublisherAnswerer(CodecPolicy.ALL, 1).read(text(array, offset, length)))
                .isNotNull();
    }

    private static void signal(byte[] array, int offset, int length) {
        try {
            assertThat(SignalRequest.parseFrom(java.nio.ByteBuffer.wrap(array, offset, length)))
                    .isNotNull();
        } catch (InvalidProtocolBufferException expected) {
            // That is how it refuses.
        }
    }

    private static final String SDP =
            String.join(
                    "\r\n",
                    "v=0",
                    "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
                    "s=-",
                    "t=0 0",
                    "a=group:BUNDLE 0 1",
                    "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
                    "c=IN IP4 0.0.0.0",
                    "a=ice-ufrag:advy",
                    "a=ice-pwd:adversaryPasswordOf24char",
                    "a=fingerprint:sha-256 CC" + ":DD".repeat(31),
                    "a=setup:actpass",
                    "a=mid:0",
                    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
                    "a=sendonly",
                    "a=msid:- camera",
                    "a=rtcp-mux",
                    "a=rtpmap:96 VP8/90000",
                    "a=rtcp-fb:96 nack pli",
                    "a=rtpmap:97 rtx/90000",
                    "a=fmtp:97 apt=96",
                    "a=rid:q send",
                    "a=rid:h send max-width=640",
                    "a=simulcast:send q;h",
                    "a=ssrc-group:FID 1 2",
                    "a=ssrc:1 cname:c",
                    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                    "c=IN IP4 0.0.0.0",
                    "a=ice-ufrag:advy",
                    "a=ice-pwd:adversaryPasswordOf24char",
                    "a=fingerprint:sha-256 CC" + ":DD".repeat(31),
                    "a=setup:actpass",
                    "a=mid:1",
                    "a=sctp-port:5000",
                    "a=max-message-size:262144",
                    "");
}
