package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpRoundTripTest {
    private static final long SEED = 20261121;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final SrtpCipherSuite suite = suite();

    /** What encrypts; the shell runs the same tests with the system's libcrypto. */
    SrtpCipherSuite suite() {
        return new JdkCipherSuite();
    }

    @ParameterizedTest
    @EnumSource
    void whatOneProtectsTheOtherUnprotects(SrtpProfile profile) {
        var master = SrtpPackets.master(profile, random);
        var sender = new SrtpSender(master, suite);
        var receiver = new SrtpReceiver(master, suite);

        for (int i = 0; i < 500; i++) {
            byte[] rtp = SrtpPackets.richRtp(random, 7, i);
            byte[] rtcp = SrtpPackets.rtcp(random, 7, random.nextInt(50));
            byte[] srtp = SrtpPackets.protectRtp(sender, rtp);
            byte[] srtcp = SrtpPackets.protectRtcp(sender, rtcp);

            assertThat(srtp).hasSize(rtp.length + profile.rtpOverheadBytes());
            assertThat(srtcp).hasSize(rtcp.length + profile.rtcpOverheadBytes());
            assertThat(SrtpPackets.unprotectRtp(receiver, srtp)).isEqualTo(rtp);
            assertThat(SrtpPackets.unprotectRtcp(receiver, srtcp)).isEqualTo(rtcp);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceAndOutOfPlaceGiveTheSameBytes(SrtpProfile profile) {
        var master = SrtpPackets.master(profile, random);
        var sender = new SrtpSender(master, suite);
        var twin = new SrtpSender(master, suite);
        var receiver = new SrtpReceiver(master, suite);

        for (int i = 0; i < 200; i++) {
            byte[] rtp = SrtpPackets.richRtp(random, 7, i);
            var buffer = new byte[5 + rtp.length + profile.rtpOverheadBytes()];
            System.arraycopy(rtp, 0, buffer, 5, rtp.length);

            int length = sender.protectRtp(buffer, 5, rtp.length, buffer, 5);

            assertThat(buffer).endsWith(SrtpPackets.protectRtp(twin, rtp));
            assertThat(receiver.unprotectRtp(buffer, 5, length, buffer, 5)).isEqualTo(rtp.length);
            assertThat(buffer).startsWith(0, 0, 0, 0, 0).containsSequence(rtp);
        }
    }
}
