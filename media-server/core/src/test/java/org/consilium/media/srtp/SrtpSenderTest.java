package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consilium.media.srtp.SrtpPackets.protectRtcp;
import static org.consilium.media.srtp.SrtpPackets.protectRtp;
import static org.consilium.media.srtp.SrtpPackets.rtcp;
import static org.consilium.media.srtp.SrtpPackets.rtp;

import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSenderTest {
    private static final int SSRC = 77;

    private final SplittableRandom random = new SplittableRandom(1);
    private final SrtpCipherSuite suite = suite();
    private SrtpMasterKey master = SrtpPackets.master(SrtpProfile.AEAD_AES_128_GCM, random);
    private SrtpSender sender = new SrtpSender(master, suite);

    /** What encrypts; the shell runs the same tests with the system's libcrypto. */
    SrtpCipherSuite suite() {
        return new JdkCipherSuite();
    }

    @BeforeEach
    void freshKeys() {
        master = SrtpPackets.master(SrtpProfile.AEAD_AES_128_GCM, random);
        sender = new SrtpSender(master, suite);
    }

    private int tryProtect(int ssrc, int sequence) {
        byte[] plain = rtp(ssrc, sequence);
        return sender.protectRtp(plain, 0, plain.length, new byte[200], 0);
    }

    @ParameterizedTest
    @EnumSource
    void neverProtectsASequenceNumberTwice(SrtpProfile profile) {
        sender = new SrtpSender(SrtpPackets.master(profile, random), suite);
        for (int sequence = 1000; sequence < 1200; sequence++) {
            assertThat(tryProtect(SSRC, sequence)).isPositive();
        }

        assertThat(tryProtect(SSRC, 1199)).isEqualTo(SrtpFailure.REUSED_INDEX);
        assertThat(tryProtect(SSRC, 1199 - 127)).isEqualTo(SrtpFailure.REUSED_INDEX);
        assertThat(tryProtect(SSRC, 1199 - 128)).isEqualTo(SrtpFailure.TOO_OLD);
        assertThat(tryProtect(SSRC + 1, 1199)).isPositive();
        assertThat(tryProtect(SSRC, 1200)).isPositive();
    }

    @Test
    void letsAPacerSwapAFewPackets() {
        assertThat(tryProtect(SSRC, 1000)).isPositive();
        assertThat(tryProtect(SSRC, 1003)).isPositive();
        assertThat(tryProtect(SSRC, 1001)).isPositive();
        assertThat(tryProtect(SSRC, 1002)).isPositive();
        assertThat(tryProtect(SSRC, 1002)).isEqualTo(SrtpFailure.REUSED_INDEX);
    }

    @Test
    void theSameSequenceNumberOneRolloverLaterIsAnotherNonce() {
        byte[] first = protectRtp(sender, rtp(SSRC, 5));
        for (int i = 6; i < 65_536; i += 1000) {
            protectRtp(sender, rtp(SSRC, i));
        }
        protectRtp(sender, rtp(SSRC, 1));

        byte[] second = protectRtp(sender, rtp(SSRC, 5));

        assertThat(second).hasSameSizeAs(first).isNotEqualTo(first);
    }

    @Test
    void srtcpIndexesCountFromZeroPerSsrcWithTheEBit() {
        for (int expected = 0; expected < 3; expected++) {
            for (int ssrc = 1; ssrc < 4; ssrc++) {
                byte[] srtcp = protectRtcp(sender, rtcp(random, ssrc, 1));
                assertThat(BigEndian.i32(srtcp, srtcp.length - 4))
                        .isEqualTo(0x8000_0000 | expected);
            }
        }
    }

    @Test
    void refusesMoreSsrcsThanItMayHave() {
        sender = new SrtpSender(master, suite, 8);
        for (int ssrc = 0; ssrc < 8; ssrc++) {
            assertThat(tryProtect(ssrc, 1)).isPositive();
        }

        assertThat(tryProtect(8, 1)).isEqualTo(SrtpFailure.UNKNOWN_SSRC_LIMIT);
        assertThat(tryProtect(7, 2)).isPositive();
    }

    @Test
    void refusesWhatIsNoRtpAndWhatDoesNotFit() {
        byte[] plain = rtp(SSRC, 1);
        assertThat(sender.protectRtp(plain, 0, 11, new byte[200], 0))
                .isEqualTo(SrtpFailure.MALFORMED);
        assertThat(sender.protectRtcp(plain, 0, 7, new byte[200], 0))
                .isEqualTo(SrtpFailure.MALFORMED);
        assertThat(sender.protectRtp(plain, 0, plain.length, new byte[plain.length + 15], 0))
                .isEqualTo(SrtpFailure.NO_SPACE);
        assertThat(sender.protectRtcp(plain, 0, plain.length, new byte[plain.length + 19], 0))
                .isEqualTo(SrtpFailure.NO_SPACE);
        assertThat(sender.protectRtp(plain, 0, plain.length, new byte[plain.length + 16], 0))
                .isEqualTo(plain.length + 16);
    }
}
