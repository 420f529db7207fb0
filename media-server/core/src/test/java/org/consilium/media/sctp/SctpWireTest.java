package org.consilium.media.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.consilium.media.buffer.BigEndian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes on the wire: what others made is read, what we make is as the RFCs draw it. */
class SctpWireTest {
    /** INIT of usrsctp 0.9.5: forward TSN, extensions, and authentication that we do not know. */
    private static final byte[] USRSCTP_INIT =
            hex(
                    """
                    13881388 00000000 ce3de80d
                    0100005a 8a5e63c4 00020000 01000800 47779496
                    80000004 c0000004 80080009 c00fc180 82000000
                    80020024 ab313129fc772ce4067d1753f83cbda06a8aab5b8085a69d4a81d14803e2d426
                    e5""");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    private final List<byte[]> packets = new ArrayList<>();
    private final SctpPacketWriter writer =
            new SctpPacketWriter(
                    SctpTestPeer.config(),
                    (array, offset, length) ->
                            packets.add(Arrays.copyOfRange(array, offset, offset + length)),
                    new SctpCounters());

    private byte[] written() {
        writer.flush();
        assertThat(packets).hasSize(1);
        return packets.getFirst();
    }

    private static byte[] value(byte[] packet) {
        return Arrays.copyOfRange(packet, 16, 12 + BigEndian.u16(packet, 14));
    }

    /** RFC 3720 §B.4, the vectors of the same polynomial. */
    @ParameterizedTest
    @CsvSource({"00, 8a9136aa", "ff, 62a8ab43"})
    void theChecksumIsTheOneOfTheStandard(String each, String expected) {
        var crc = new CRC32C();
        crc.update(hex(each.repeat(32)));
        assertThat(Long.toHexString(crc.getValue())).isEqualTo(expected);
    }

    @Test
    void aHeartbeatIsSealedLeastSignificantByteFirst() {
        // An all zero packet but for the checksum: RFC 3720's 32 zeros, in SCTP's byte order.
        var packet = new byte[32];
        new SctpChecksum().seal(packet, 0, packet.length);
        assertThat(Arrays.copyOfRange(packet, 8, 12)).isEqualTo(hex("aa36918a"));
        assertThat(new SctpChecksum().matches(packet, 0, packet.length)).isTrue();
        packet[20] ^= 4;
        assertThat(new SctpChecksum().matches(packet, 0, packet.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 11, 12, 15})
    void whatIsTooShortForAChunkIsMalformed(int length) {
        var packet = new byte[length + 5];
        assertThat(new SctpPacketReader().open(packet, 5, length))
                .isEqualTo(SctpPacketReader.Verdict.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 17, 65_535})
    void aChunkLengthThatLiesSpoilsThePacket(int chunkLength) {
        var packet = new byte[28];
        BigEndian.putU16(packet, 14, chunkLength);
        new SctpChecksum().seal(packet, 0, packet.length);
        assertThat(new SctpPacketReader().open(packet, 0, packet.length))
                .isEqualTo(SctpPacketReader.Verdict.MALFORMED);
    }

    @Test
    void theLastChunkMayLackItsPadding() {
        var packet = new byte[12 + 5];
        BigEndian.putU16(packet, 14, 5);
        new SctpChecksum().seal(packet, 0, packet.length);
        var reader = new SctpPacketReader();
        assertThat(reader.open(packet, 0, packet.length)).isEqualTo(SctpPacketReader.Verdict.SOUND);
        assertThat(reader.nextChunk()).isTrue();
        assertThat(reader.valueLength()).isEqualTo(1);
        assertThat(reader.nextChunk()).isFalse();
    }

    @Test
    void readsTheInitOfAnotherStack() {
        byte[] packet = Arrays.copyOf(USRSCTP_INIT, 12 + 0x5a);
        InitChunk init = Objects.requireNonNull(InitChunk.read(packet, 16, packet.length - 16));
        assertThat(init.peer())
                .isEqualTo(
                        new PeerParameters(
                                0x8a5e63c4, 131_072, 256, 2048, 0x47779496L, true, true));
        assertThat(init.cookie()).isNull();
        assertThat(init.unrecognized()).isEmpty();
    }

    @Test
    void writesTheInitAsDrawn() {
        writer.useTag(0);
        InitChunk.write(
                writer,
                ChunkType.INIT,
                0x01020304,
                0xfffffffeL,
                SctpTestPeer.config(),
                null,
                List.of());
        byte[] packet = written();
        assertThat(Arrays.copyOf(packet, 8)).isEqualTo(hex("1388138800000000"));
        assertThat(Arrays.copyOfRange(packet, 12, packet.length))
                .isEqualTo(
                        hex(
                                """
                                01000020 01020304 00100000 04000400 fffffffe
                                c0000004 80080006 82c00000"""));
    }

    @Test
    void unknownInitParametersAreTreatedByTheirHighestBits() {
        String fixed = "01020304 00100000 04000400 00000001";
        // skip; skip and report; then stop and report: what follows is not seen
        byte[] value = hex(fixed + "8abc0004 cabc0005 ff000000 4abc0004 c0000004");
        InitChunk init = Objects.requireNonNull(InitChunk.read(value, 0, value.length));
        assertThat(init.unrecognized()).containsExactly(hex("cabc0005ff"), hex("4abc0004"));
        assertThat(init.peer().supportsForwardTsn()).isFalse();

        writer.useTag(9);
        InitChunk.write(
                writer,
                ChunkType.INIT_ACK,
                1,
                2,
                SctpTestPeer.config(),
                new byte[] {1, 2, 3},
                init.unrecognized());
        byte[] packet = written();
        assertThat(Arrays.copyOfRange(packet, 44, packet.length))
                .isEqualTo(hex("00070007 01020300 00080009 cabc0005 ff000000 00080008 4abc0004"));
        InitChunk ack = Objects.requireNonNull(InitChunk.read(packet, 16, packet.length - 16));
        assertThat(ack.cookie()).isEqualTo(new byte[] {1, 2, 3});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000 00100000 04000400 00000001",
                "01020304 00100000 00000400 00000001",
                "01020304 00100000 04000000 00000001",
                "01020304 00100000 04000400 000000"
            })
    void anInitWithoutTagStreamsOrEndIsRefused(String value) {
        byte[] bytes = hex(value);
        assertThat(InitChunk.read(bytes, 0, bytes.length)).isNull();
    }

    @Test
    void writesDataAsDrawn() {
        var message =
                new OutgoingMessage(
                        0x0102, PayloadProtocol.BINARY, false, new byte[] {9, 8, 7, 6, 5}, -1, 0);
        message.ssn = 0x0304;
        new OutgoingChunk(0x1_8000_0001L, message, 0, 2).write(writer);
        new OutgoingChunk(0x1_8000_0002L, message, 2, 3).write(writer);
        byte[] packet = written();
        assertThat(Arrays.copyOfRange(packet, 12, packet.length))
                .isEqualTo(
                        hex(
                                """
                                00020012 80000001 01020304 00000035 09080000
                                00010013 80000002 01020304 00000035 07060500"""));
    }

    @Test
    void writesSackAsDrawn() {
        var tsns = new ReceivedTsns(0xffff_fffeL);
        for (int tsn : new int[] {-2, -1, 1, 2, 5}) {
            tsns.add(tsns.extended(tsn));
        }
        tsns.addDuplicate(1);
        tsns.writeSack(writer, 70_000);
        assertThat(value(written()))
                .isEqualTo(hex("ffffffff 00011170 0002 0001 0002 0003 0006 0006 00000001"));
    }

    @Test
    void cookiesOpenOnlyUntouchedAndOnlyWithTheirSeal() {
        var peer = new PeerParameters(-5, 0xffff_ffffL, 1, 65_535, 0x8000_0000L, true, false);
        var cookie = new StateCookie(-7, 3, 0xffff_ffffL, 4, -5, peer);
        var seal = new CookieSeal(new SplittableRandom(1));
        byte[] sealed = seal.seal(cookie);
        assertThat(seal.open(sealed, 0, sealed.length)).isEqualTo(cookie);
        assertThat(seal.open(sealed, 0, sealed.length - 1)).isNull();
        assertThat(new CookieSeal(new SplittableRandom(2)).open(sealed, 0, sealed.length)).isNull();
        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= 0x10;
            assertThat(seal.open(forged, 0, forged.length)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, -1, -1, 0300010000000000",
        "false, -1, -1, 0380010000000000",
        "true, 5, -1, 0301010000000005",
        "false, 0, -1, 0381010000000000",
        "true, -1, 700, 03020100000002bc",
        "false, -1, 700, 03820100000002bc"
    })
    void dataChannelOpenIsAsDrawn(
            boolean ordered, int maxRetransmits, int maxLifetimeMillis, String start) {
        var open = new DcepMessage.Open(ordered, maxRetransmits, maxLifetimeMillis, "né", "p");
        byte[] expected = hex(start + "0003 0001 6ec3a9 70");
        assertThat(open.write()).isEqualTo(expected);
        assertThat(DcepMessage.read(expected)).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "03",
                "0300010000000000000100",
                "030001000000000000010000",
                "0303010000000000 0000 0000",
                "0300010000000000 0000 0000 00",
                "0300010000000000 ffff 0000"
            })
    void otherEstablishmentMessagesAreRefused(String message) {
        assertThat(DcepMessage.read(hex(message))).isNull();
    }

    @Test
    void aLabelThatIsNotUtf8IsReadWithReplacements() {
        byte[] message = hex("0300010000000000 0002 0000 c328");
        var open = (DcepMessage.Open) Objects.requireNonNull(DcepMessage.read(message));
        assertThat(open.label())
                .isEqualTo(new String(new byte[] {(byte) 0xc3, 0x28}, StandardCharsets.UTF_8));
    }
}
