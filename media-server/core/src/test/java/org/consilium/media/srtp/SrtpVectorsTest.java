package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consilium.media.srtp.SrtpPackets.hex;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The vectors of RFC 3711 appendix B, RFC 6188 §7.2 and RFC 7714 §16 and §17. */
class SrtpVectorsTest {
    private final SrtpCipherSuite suite = suite();

    /** What encrypts; the shell runs the same tests with the system's libcrypto. */
    SrtpCipherSuite suite() {
        return new JdkCipherSuite();
    }

    @Test
    void rfc3711AppendixB2KeyStream() {
        var cipher = suite.aesCounterMode(hex("2B7E151628AED2A6ABF7158809CF4F3C"));
        var stream = new byte[1044512];

        cipher.apply(hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream, 0, stream.length, stream, 0);

        assertThat(stream)
                .startsWith(
                        hex(
                                """
                                E03EAD0935C95E80E166B16DD92B4EB4
                                D23513162B02D0F72A43A2FE4A5F97AB
                                41E95B3BB0A2E8DD477901E4FCA894C0"""))
                .endsWith(
                        hex(
                                """
                                EC8CDF7398607CB0F2D21675EA9EA1E4
                                362B7C3C6773516318A077D7FC5073AE
                                6A2CC3787889374FBEB4C81B17BA6C44"""));
    }

    @Test
    void rfc3711AppendixB3KeyDerivation() {
        var derivation =
                derivation(
                        SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80,
                        "E1F97A0D3E018BE0D64FA32C06DE4139",
                        "0EC675AD498AFEEBB6960B3AABE6");

        assertThat(derivation.derive(KeyDerivation.RTP_ENCRYPTION, 16))
                .isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(derivation.derive(KeyDerivation.RTP_SALT, 14))
                .isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(derivation.derive(KeyDerivation.RTP_AUTHENTICATION, 94))
                .isEqualTo(
                        hex(
                                """
                                CEBE321F6FF7716B6FD4AB49AF256A15
                                6D38BAA48F0A0ACF3C34E2359E6CDBCE
                                E049646C43D9327AD175578EF7227098
                                6371C10C9A369AC2F94A8C5FBCDDDC25
                                6D6E919A48B610EF17C2041E47403576
                                6B68642C59BBFC2F34DB60DBDFB2"""));
    }

    /** The RFC's salt has 14 bytes; GCM's padded 12 bytes are the same with two zeros. */
    @Test
    void rfc6188Section72KeyDerivationWith256Bits() {
        byte[] salt = hex("3b04803de51ee7c96423ab5b78d2");
        byte[] iv = Arrays.copyOf(salt, 16);
        var prf =
                suite.aesCounterMode(
                        hex(
                                """
                                f0f04914b513f2763a1b1fa130f10e29
                                98f6f6e43e4309d1e622a0e332b9f1b6"""));
        var key = new byte[32];

        prf.apply(iv, key, 0, 32, key, 0);

        assertThat(key)
                .isEqualTo(
                        hex(
                                """
                                5ba1064e30ec51613cad926c5a28ef73
                                1ec7fb397f70a960653caf06554cd8c4"""));
    }

    /** The packet libsrtp checks itself with at start-up, under the keys of appendix B.3. */
    @Test
    void counterModePacketIsThatOfOtherLibraries() {
        var master =
                new SrtpMasterKey(
                        SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80,
                        hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
                        hex("0EC675AD498AFEEBB6960B3AABE6"));
        byte[] plain = hex("800f1234decafbadcafebabe" + "ab".repeat(16));

        byte[] sealed = SrtpPackets.protectRtp(new SrtpSender(master, suite), plain);

        assertThat(sealed)
                .isEqualTo(
                        hex(
                                """
                                800f1234decafbadcafebabe4e55dc4c
                                e79978d88ca4d215949d2402b78d6acc
                                99ea179b8dbb"""));
        assertThat(SrtpPackets.unprotectRtp(new SrtpReceiver(master, suite), sealed))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void rfc7714Section16And17(Gcm vector) {
        var transform = vector.transform(suite);
        byte[] srtp = hex(vector.srtp);
        byte[] srtcp = hex(vector.srtcp);
        byte[] tagged = hex(Gcm.RTCP + vector.tag);
        byte[] rtp = hex(Gcm.RTP);
        byte[] rtcp = hex(Gcm.RTCP);
        var out = new byte[100];

        int length = transform.sealRtp(rtp, 0, 12, rtp.length, 0x5501a0b2, 0xf17b, out, 0);
        assertThat(Arrays.copyOf(out, length)).isEqualTo(srtp);
        length = transform.openRtp(srtp, 0, 12, srtp.length, 0x5501a0b2, 0xf17b, out, 0);
        assertThat(Arrays.copyOf(out, length)).isEqualTo(rtp);

        length = transform.sealRtcp(rtcp, 0, rtcp.length, 0x4d617273, 0x5d4, out, 0);
        assertThat(Arrays.copyOf(out, length)).isEqualTo(srtcp);
        int word = transform.srtcpWord(srtcp, 0, srtcp.length);
        assertThat(word).isEqualTo(0x800005d4);
        length = transform.openRtcp(srtcp, 0, srtcp.length, 0x4d617273, word, out, 0);
        assertThat(Arrays.copyOf(out, length)).isEqualTo(rtcp);

        // §17.3 and §17.4: authenticated only, E bit zero.
        word = transform.srtcpWord(tagged, 0, tagged.length);
        assertThat(word).isEqualTo(0x5d4);
        length = transform.openRtcp(tagged, 0, tagged.length, 0x4d617273, word, out, 0);
        assertThat(Arrays.copyOf(out, length)).isEqualTo(rtcp);
    }

    private KeyDerivation derivation(SrtpProfile profile, String key, String salt) {
        return new KeyDerivation(new SrtpMasterKey(profile, hex(key), hex(salt)), suite);
    }

    private enum Gcm {
        AES_128(
                "000102030405060708090a0b0c0d0e0f",
                """
                8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
                0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439
                0cce""",
                """
                81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
                c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872
                45d9eade 800005d4""",
                "841dd968 3dd78ec9 2ae58790 125f62b3 000005d4"),
        AES_256(
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                """
                8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238
                9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7
                6c13""",
                """
                81c8000d 4d617273 d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50
                a2eaa5c1 110555be 8415f658 c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c
                b26ac3be 800005d4""",
                "91db4afb feee5a97 8fab4393 ed2615fe 000005d4");

        private static final String RTP =
                """
                8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
                69736120 696e2070 61727465 73207472 6573""";
        private static final String RTCP =
                """
                81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
                deadbeef deadbeef deadbeef deadbeef deadbeef""";

        private final String key;
        private final String srtp;
        private final String srtcp;
        private final String tag;

        Gcm(String key, String srtp, String srtcp, String tag) {
            this.key = key;
            this.srtp = srtp;
            this.srtcp = srtcp;
            this.tag = tag;
        }

        private GcmTransform transform(SrtpCipherSuite suite) {
            byte[] salt = hex("517569642070726f2071756f");
            return new GcmTransform(suite.aesGcm(hex(key)), salt, suite.aesGcm(hex(key)), salt);
        }
    }
}
