package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consilium.media.srtp.SrtpPackets.protectRtcp;
import static org.consilium.media.srtp.SrtpPackets.protectRtp;
import static org.consilium.media.srtp.SrtpPackets.rtcp;
import static org.consilium.media.srtp.SrtpPackets.rtp;
import static org.consilium.media.srtp.SrtpPackets.tryRtcp;
import static org.consilium.media.srtp.SrtpPackets.tryRtp;
import static org.consilium.media.srtp.SrtpPackets.unprotectRtp;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceiverTest {
    private static final int SSRC = 0xcafe_babe;
    private static final long SEED = 7714;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final SrtpCipherSuite suite = suite();

    private final class Pair {
        final SrtpMasterKey master;
        final SrtpSender sender;
        final SrtpReceiver receiver;

        Pair(SrtpProfile profile) {
            master = SrtpPackets.master(profile, random);
            sender = new SrtpSender(master, suite);
            receiver = new SrtpReceiver(master, suite);
        }
    }

    /** What encrypts; the shell runs the same tests with the system's libcrypto. */
    SrtpCipherSuite suite() {
        return new JdkCipherSuite();
    }

    @ParameterizedTest
    @EnumSource
    void refusesReplayedPackets(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] srtp = protectRtp(pair.sender, rtp(SSRC, 10));
        byte[] srtcp = protectRtcp(pair.sender, rtcp(random, SSRC, 3));

        assertThat(tryRtp(pair.receiver, srtp)).isPositive();
        assertThat(tryRtp(pair.receiver, srtp)).isEqualTo(SrtpFailure.REPLAYED);
        assertThat(tryRtcp(pair.receiver, srtcp)).isPositive();
        assertThat(tryRtcp(pair.receiver, srtcp)).isEqualTo(SrtpFailure.REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void acceptsReorderedPacketsOnceAndRefusesThoseBehindTheWindow(SrtpProfile profile) {
        var pair = new Pair(profile);
        var packets = new ArrayList<byte[]>();
        for (int sequence = 1; sequence <= 1200; sequence++) {
            packets.add(protectRtp(pair.sender, rtp(SSRC, sequence)));
        }

        assertThat(tryRtp(pair.receiver, packets.get(1199))).isPositive();
        for (int i = 1198; i >= 0; i--) {
            int result = tryRtp(pair.receiver, packets.get(i));
            if (i > 1199 - 1024) {
                assertThat(result).isPositive();
            } else {
                assertThat(result).isEqualTo(SrtpFailure.TOO_OLD);
            }
        }
        for (int i = 300; i < 1200; i++) {
            assertThat(tryRtp(pair.receiver, packets.get(i))).isEqualTo(SrtpFailure.REPLAYED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void followsTheRolloverCounterThroughLossAndReordering(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] held = {};
        int received = 0;
        for (int i = 0; i < 200_000; i += 1 + random.nextInt(60)) {
            byte[] plain = rtp(SSRC, (i + 30_000) & 0xffff);
            byte[] srtp = protectRtp(pair.sender, plain);
            switch (random.nextInt(10)) {
                case 0 -> {} // lost
                case 1 -> held = srtp;
                default -> {
                    assertThat(unprotectRtp(pair.receiver, srtp)).isEqualTo(plain);
                    received++;
                }
            }
            if (held.length > 0 && random.nextInt(4) == 0) {
                assertThat(tryRtp(pair.receiver, held)).isPositive();
                held = new byte[0];
            }
        }
        assertThat(received).isGreaterThan(4000);
    }

    @ParameterizedTest
    @EnumSource
    void aPacketFromBeforeTheWrapIsStillUnderstoodAfterIt(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] late = {};
        for (int i = 65_500; i < 65_600; i++) {
            byte[] srtp = protectRtp(pair.sender, rtp(SSRC, i & 0xffff));
            if (i == 65_535) {
                late = srtp;
            } else {
                assertThat(tryRtp(pair.receiver, srtp)).isPositive();
            }
        }

        assertThat(tryRtp(pair.receiver, late)).isPositive();
        assertThat(tryRtp(pair.receiver, late)).isEqualTo(SrtpFailure.REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void aPacketThatIsNotAuthenticChangesNothing(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] forged = protectRtp(pair.sender, rtp(SSRC, 500));
        forged[forged.length - 1] ^= 1;

        assertThat(tryRtp(pair.receiver, forged)).isEqualTo(SrtpFailure.AUTH_FAILED);
        assertThat(pair.receiver.rtpSsrcCount()).isZero();

        // A forged jump neither moves the window nor the rollover counter of a known stream.
        assertThat(tryRtp(pair.receiver, protectRtp(pair.sender, rtp(SSRC, 501)))).isPositive();
        byte[] jump = protectRtp(new SrtpSender(pair.master, suite), rtp(SSRC, 30_000));
        jump[20] ^= 1;
        assertThat(tryRtp(pair.receiver, jump)).isEqualTo(SrtpFailure.AUTH_FAILED);
        assertThat(tryRtp(pair.receiver, protectRtp(pair.sender, rtp(SSRC, 502)))).isPositive();

        byte[] forgedControl = protectRtcp(pair.sender, rtcp(random, SSRC, 5));
        forgedControl[9] ^= 1;
        assertThat(tryRtcp(pair.receiver, forgedControl)).isEqualTo(SrtpFailure.AUTH_FAILED);
        forgedControl[9] ^= 1;
        assertThat(tryRtcp(pair.receiver, forgedControl)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitOfAPacketIsNoticed(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] srtp = protectRtp(pair.sender, rtp(SSRC, 500));
        byte[] srtcp = protectRtcp(pair.sender, rtcp(random, SSRC, 2));

        for (int bit = 0; bit < 8 * srtp.length; bit++) {
            byte[] changed = srtp.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(tryRtp(pair.receiver, changed)).isNegative();
        }
        for (int bit = 0; bit < 8 * srtcp.length; bit++) {
            byte[] changed = srtcp.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(tryRtcp(pair.receiver, changed)).isNegative();
        }
        assertThat(tryRtp(pair.receiver, srtp)).isPositive();
        assertThat(tryRtcp(pair.receiver, srtcp)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyAuthenticatesNothing(SrtpProfile profile) {
        var pair = new Pair(profile);
        var stranger = new SrtpReceiver(SrtpPackets.master(profile, random), suite);

        assertThat(tryRtp(stranger, protectRtp(pair.sender, rtp(SSRC, 1))))
                .isEqualTo(SrtpFailure.AUTH_FAILED);
        assertThat(tryRtcp(stranger, protectRtcp(pair.sender, rtcp(random, SSRC, 1))))
                .isEqualTo(SrtpFailure.AUTH_FAILED);
    }

    @Test
    void knowsOnlySoManySsrcs() {
        var master = SrtpPackets.master(SrtpProfile.AEAD_AES_128_GCM, random);
        var sender = new SrtpSender(master, suite);
        var receiver = new SrtpReceiver(master, suite, 16);
        for (int ssrc = 0; ssrc < 16; ssrc++) {
            assertThat(tryRtp(receiver, protectRtp(sender, rtp(ssrc, 1)))).isPositive();
            assertThat(tryRtcp(receiver, protectRtcp(sender, rtcp(random, ssrc, 1)))).isPositive();
        }

        assertThat(tryRtp(receiver, protectRtp(sender, rtp(16, 1))))
                .isEqualTo(SrtpFailure.UNKNOWN_SSRC_LIMIT);
        assertThat(tryRtcp(receiver, protectRtcp(sender, rtcp(random, 16, 1))))
                .isEqualTo(SrtpFailure.UNKNOWN_SSRC_LIMIT);
        assertThat(tryRtp(receiver, protectRtp(sender, rtp(15, 2)))).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsTooShortOrLiesAboutItsLength(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] srtp = protectRtp(pair.sender, rtp(SSRC, 1));
        byte[] srtcp = protectRtcp(pair.sender, rtcp(random, SSRC, 0));
        var out = new byte[200];
        for (int length = 0; length < 12 + profile.rtpOverheadBytes(); length++) {
            assertThat(pair.receiver.unprotectRtp(srtp, 0, length, out, 0))
                    .isEqualTo(SrtpFailure.MALFORMED);
        }
        for (int length = 0; length < srtcp.length; length++) {
            assertThat(pair.receiver.unprotectRtcp(srtcp, 0, length, out, 0))
                    .isEqualTo(SrtpFailure.MALFORMED);
        }
        byte[] manySources = srtp.clone();
        manySources[0] |= 0x0f;
        assertThat(tryRtp(pair.receiver, manySources)).isEqualTo(SrtpFailure.MALFORMED);
        byte[] longExtension = srtp.clone();
        longExtension[0] |= 0x10;
        BigEndian.putU16(longExtension, 14, 0xffff);
        assertThat(tryRtp(pair.receiver, longExtension)).isEqualTo(SrtpFailure.MALFORMED);
        byte[] otherVersion = srtp.clone();
        otherVersion[0] = 0x40;
        assertThat(tryRtp(pair.receiver, otherVersion)).isEqualTo(SrtpFailure.MALFORMED);
        assertThat(pair.receiver.unprotectRtp(srtp, 0, srtp.length, out, 190))
                .isEqualTo(SrtpFailure.NO_SPACE);
    }

    @Test
    void aHeaderWithoutPayloadIsAPacket() {
        for (var profile : SrtpProfile.values()) {
            var pair = new Pair(profile);
            byte[] empty = rtp(SSRC, 1, new byte[0]);
            assertThat(unprotectRtp(pair.receiver, protectRtp(pair.sender, empty)))
                    .isEqualTo(empty);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchGivesEveryPacketItsOwnResult(SrtpProfile profile) {
        var pair = new Pair(profile);
        var buffer = new byte[4000];
        int[] offsets = {0, 400, 800, 1200};
        int[] lengths = new int[4];
        for (int i = 0; i < 4; i++) {
            byte[] plain = rtp(SSRC, i == 2 ? 65_535 : i + 65_534);
            System.arraycopy(plain, 0, buffer, offsets[i], plain.length);
            lengths[i] = plain.length;
        }

        // 65534, 65535, 65535 again, 0 after the wrap
        int[] sealed = lengths.clone();
        assertThat(pair.sender.protectRtpBatch(buffer, offsets, sealed, buffer, offsets, 4))
                .isEqualTo(3);
        assertThat(sealed[2]).isEqualTo(SrtpFailure.REUSED_INDEX);
        sealed[2] = 11;
        assertThat(pair.receiver.unprotectRtpBatch(buffer, offsets, sealed, buffer, offsets, 4))
                .isEqualTo(3);
        assertThat(sealed)
                .containsExactly(lengths[0], lengths[1], SrtpFailure.MALFORMED, lengths[3]);
    }

    @ParameterizedTest
    @EnumSource
    void destroyedKeysOpenNothing(SrtpProfile profile) {
        var pair = new Pair(profile);
        byte[] srtp = protectRtp(pair.sender, rtp(SSRC, 1));
        byte[] srtcp = protectRtcp(pair.sender, rtcp(random, SSRC, 1));

        pair.receiver.destroy();
        pair.receiver.destroy();
        pair.sender.destroy();

        assertThat(tryRtp(pair.receiver, srtp)).isEqualTo(SrtpFailure.DESTROYED);
        assertThat(tryRtcp(pair.receiver, srtcp)).isEqualTo(SrtpFailure.DESTROYED);
        assertThat(pair.sender.protectRtp(srtp, 0, srtp.length, new byte[200], 0))
                .isEqualTo(SrtpFailure.DESTROYED);
        assertThat(pair.sender.protectRtcp(srtcp, 0, srtcp.length, new byte[200], 0))
                .isEqualTo(SrtpFailure.DESTROYED);
    }
}
