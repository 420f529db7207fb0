package org.consilium.media.stun;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.consilium.media.buffer.TransportAddress;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769. */
class Rfc5769Test {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    /** §2.1. */
    private static final byte[] REQUEST =
            bytes(
                    "000100582112a442b7e7a701bc34d686fa87dfae",
                    "802200105354554e207465737420636c69656e74",
                    "002400046e0001ff",
                    "80290008932ff9b151263b36",
                    "000600096576746a3a68367659202020",
                    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2",
                    "80280004e57a3bcf");

    /** §2.2. */
    private static final byte[] IPV4_RESPONSE =
            bytes(
                    "0101003c2112a442b7e7a701bc34d686fa87dfae",
                    "8022000b7465737420766563746f7220",
                    "002000080001a147e112a643",
                    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7",
                    "80280004c07d4c96");

    /** §2.3. */
    private static final byte[] IPV6_RESPONSE =
            bytes(
                    "010100482112a442b7e7a701bc34d686fa87dfae",
                    "8022000b7465737420766563746f7220",
                    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9",
                    "00080014a382954e4be67bf11784c97c8292c275bfe3ed41",
                    "80280004c8fb0b4c");

    /** §2.4, without FINGERPRINT. */
    private static final byte[] LONG_TERM_REQUEST =
            bytes(
                    "000100602112a44278ad3433c6ad72c029da412e",
                    "00060012e3839ee38388e383aae38383e382afe382b90000",
                    "0015001c662f2f3439396b393534643" + "64f4c33346f4c3946535476793634" + "7341",
                    "0014000b6578616d706c652e6f726700",
                    "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666");

    private final StunMessage message = new StunMessage();

    @Test
    void readsTheShortTermRequest() {
        assertThat(message.wrap(REQUEST, 0, REQUEST.length)).isTrue();
        assertThat(message.messageClass()).isEqualTo(StunClass.REQUEST);
        assertThat(message.method()).isEqualTo(StunMethod.BINDING);
        assertThat(message.text(message.find(StunAttribute.USERNAME))).isEqualTo("evtj:h6vY");
        assertThat(message.text(message.find(StunAttribute.SOFTWARE)))
                .isEqualTo("STUN test client");
        assertThat(message.unsignedInt(message.find(StunAttribute.PRIORITY)))
                .isEqualTo(0x6e0001ffL);
        assertThat(message.has(StunAttribute.ICE_CONTROLLED)).isTrue();
        assertThat(message.hasFingerprint()).isTrue();
        assertThat(message.isAuthentic(StunKey.ofPassword(PASSWORD))).isTrue();
        assertThat(message.isAuthentic(StunKey.ofPassword(PASSWORD + "x"))).isFalse();
    }

    @Test
    void readsTheResponses() {
        assertThat(message.wrap(IPV4_RESPONSE, 0, IPV4_RESPONSE.length)).isTrue();
        assertThat(message.messageClass()).isEqualTo(StunClass.SUCCESS_RESPONSE);
        assertThat(message.isAuthentic(StunKey.ofPassword(PASSWORD))).isTrue();
        assertThat(message.xorAddress(message.find(StunAttribute.XOR_MAPPED_ADDRESS)))
                .isEqualTo(TransportAddress.ofIpv4(0xc0000201, 32853));

        assertThat(message.wrap(IPV6_RESPONSE, 0, IPV6_RESPONSE.length)).isTrue();
        assertThat(message.isAuthentic(StunKey.ofPassword(PASSWORD))).isTrue();
        assertThat(message.xorAddress(message.find(StunAttribute.XOR_MAPPED_ADDRESS)))
                .isEqualTo(
                        new TransportAddress(
                                0x2001_0db8_1234_5678L, 0x0011_2233_4455_6677L, 32853));
    }

    @Test
    void readsTheLongTermRequest() throws Exception {
        byte[] key =
                MessageDigest.getInstance("MD5")
                        .digest("マトリックス:example.org:TheMatrIX".getBytes(StandardCharsets.UTF_8));
        assertThat(message.wrap(LONG_TERM_REQUEST, 0, LONG_TERM_REQUEST.length)).isTrue();
        assertThat(message.isAuthentic(new StunKey(key))).isTrue();
        assertThat(message.text(message.find(StunAttribute.REALM))).isEqualTo("example.org");
        assertThat(message.hasFingerprint()).isFalse();
    }

    @Test
    void writesTheShortTermRequestButForItsPadding() {
        var writer = new StunWriter(128);
        writer.begin(StunClass.REQUEST, StunMethod.BINDING, REQUEST, 8);
        writer.text(StunAttribute.SOFTWARE, "STUN test client");
        writer.unsignedInt(StunAttribute.PRIORITY, 0x6e0001ffL);
        writer.unsignedLong(StunAttribute.ICE_CONTROLLED, 0x932ff9b151263b36L);
        writer.text(StunAttribute.USERNAME, "evtj:h6vY");
        // The vector pads with blanks, we with zeros, as RFC 8489 §14 wants; the rest is equal.
        int padding = writer.length() - 3;
        assertThat(Arrays.copyOf(writer.array(), padding)).isNotEqualTo(REQUEST);
        assertThat(Arrays.copyOfRange(writer.array(), 4, padding))
                .isEqualTo(Arrays.copyOfRange(REQUEST, 4, padding));
        writer.integrity(StunKey.ofPassword(PASSWORD));
        writer.fingerprint();
        assertThat(writer.length()).isEqualTo(REQUEST.length);
        assertThat(message.wrap(writer.array(), 0, writer.length())).isTrue();
        assertThat(message.isAuthentic(StunKey.ofPassword(PASSWORD))).isTrue();
    }

    @Test
    void writesTheResponseAddresses() {
        assertAddressWritten(IPV4_RESPONSE);
        assertAddressWritten(IPV6_RESPONSE);
    }

    private void assertAddressWritten(byte[] vector) {
        assertThat(message.wrap(vector, 0, vector.length)).isTrue();
        int attribute = message.find(StunAttribute.XOR_MAPPED_ADDRESS);
        TransportAddress address = requireNonNull(message.xorAddress(attribute));
        var writer = new StunWriter(128);
        writer.begin(StunClass.SUCCESS_RESPONSE, StunMethod.BINDING, vector, 8);
        int start = writer.length();
        writer.xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, address);
        assertThat(Arrays.copyOfRange(writer.array(), start, writer.length()))
                .isEqualTo(
                        Arrays.copyOfRange(vector, attribute, attribute + writer.length() - start));
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex));
    }
}
