package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpJitsiInteropTest {
    private static final long SEED = 5764;
    private static final int[] SSRCS = {1, 0x8000_0001, 0xffff_ffff};

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final SrtpCipherSuite suite = suite();

    /** What encrypts; the shell runs the same tests with the system's libcrypto. */
    SrtpCipherSuite suite() {
        return new JdkCipherSuite();
    }

    /** CSRCs, header extensions, padding, loss and the wrap of the sequence number. */
    @ParameterizedTest
    @EnumSource
    void theOtherLibraryReadsWhatWeProtect(SrtpProfile profile) throws GeneralSecurityException {
        var master = SrtpPackets.master(profile, random);
        var ours = new SrtpSender(master, suite);
        var theirs = new JitsiPeer(false, master);

        for (int i = 32_000; i < 140_000; i += 1 + random.nextInt(120)) {
            int ssrc = SSRCS[random.nextInt(SSRCS.length)];
            byte[] rtp = SrtpPackets.richRtp(random, ssrc, i & 0xffff);
            byte[] rtcp = SrtpPackets.rtcp(random, ssrc, random.nextInt(100));
            byte[] srtp = SrtpPackets.protectRtp(ours, rtp);
            byte[] srtcp = SrtpPackets.protectRtcp(ours, rtcp);

            assertThat(theirs.unprotectRtp(ssrc, srtp)).as("seed %d", SEED).isEqualTo(rtp);
            assertThat(theirs.unprotectRtcp(ssrc, srtcp)).as("seed %d", SEED).isEqualTo(rtcp);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weReadWhatTheOtherLibraryProtects(SrtpProfile profile) throws GeneralSecurityException {
        var master = SrtpPackets.master(profile, random);
        var theirs = new JitsiPeer(true, master);
        var ours = new SrtpReceiver(master, suite);
        byte[] held = {};
        byte[] heldPlain = {};

        for (int i = 32_000; i < 140_000; i += 1 + random.nextInt(120)) {
            int ssrc = SSRCS[random.nextInt(SSRCS.length)];
            byte[] rtp = SrtpPackets.richRtp(random, ssrc, i & 0xffff);
            byte[] rtcp = SrtpPackets.rtcp(random, ssrc, random.nextInt(100));
            byte[] srtp = theirs.protectRtp(ssrc, rtp);
            byte[] srtcp = theirs.protectRtcp(ssrc, rtcp);

            // One in ten comes after its successor, across the wrap too.
            if (held.length == 0 && random.nextInt(10) == 0) {
                held = srtp;
                heldPlain = rtp;
            } else {
                assertThat(SrtpPackets.unprotectRtp(ours, srtp)).isEqualTo(rtp);
                if (held.length > 0) {
                    assertThat(SrtpPackets.unprotectRtp(ours, held)).isEqualTo(heldPlain);
                    held = new byte[0];
                }
            }
            assertThat(SrtpPackets.unprotectRtcp(ours, srtcp)).isEqualTo(rtcp);
            assertThat(SrtpPackets.tryRtcp(ours, srtcp)).isEqualTo(SrtpFailure.REPLAYED);
        }
    }
}
