package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any bytes: an answer, never an exception, and no harm to the streams that are there. */
class SrtpFuzzTest {
    private static final long SEED = 20261122;
    private static final int ROUNDS = 60_000;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final SrtpCipherSuite suite = suite();

    /** What encrypts; the shell runs the same tests with the system's libcrypto. */
    SrtpCipherSuite suite() {
        return new JdkCipherSuite();
    }

    @ParameterizedTest
    @EnumSource
    void randomTruncatedAndMutatedPacketsAreRefused(SrtpProfile profile) {
        var master = SrtpPackets.master(profile, random);
        var sender = new SrtpSender(master, suite);
        var receiver = new SrtpReceiver(master, suite);
        var buffer = new byte[1600];
        var out = new byte[1600];

        for (int i = 0; i < ROUNDS; i++) {
            byte[] good =
                    i % 2 == 0
                            ? SrtpPackets.protectRtp(
                                    sender, SrtpPackets.richRtp(random, 5, (i / 2) & 0xffff))
                            : SrtpPackets.protectRtcp(
                                    sender, SrtpPackets.rtcp(random, 5, random.nextInt(30)));
            int offset = random.nextInt(40);
            int length = attack(good, buffer, offset);
            boolean inPlace = random.nextBoolean();
            byte[] destination = inPlace ? buffer : out;
            int destinationOffset = inPlace ? offset : random.nextInt(1600);

            assertThat(
                            receiver.unprotectRtp(
                                    buffer, offset, length, destination, destinationOffset))
                    .as("seed %d round %d", SEED, i)
                    .isBetween(1 - SrtpFailure.COUNT, -1);
            assertThat(
                            receiver.unprotectRtcp(
                                    buffer, offset, length, destination, destinationOffset))
                    .isBetween(1 - SrtpFailure.COUNT, -1);
        }
        assertThat(receiver.rtpSsrcCount()).isZero();

        byte[] rtp = SrtpPackets.rtp(6, 1);
        assertThat(SrtpPackets.unprotectRtp(receiver, SrtpPackets.protectRtp(sender, rtp)))
                .isEqualTo(rtp);
    }

    /** Puts something derived from {@code good}, but different, into the buffer. */
    private int attack(byte[] good, byte[] buffer, int offset) {
        System.arraycopy(good, 0, buffer, offset, good.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                return good.length - 1 - random.nextInt(good.length);
            }
            case 1 -> {
                buffer[offset + random.nextInt(good.length)] ^= (byte) (1 + random.nextInt(255));
                return good.length;
            }
            case 2 -> {
                int length = random.nextInt(1500);
                for (int i = 0; i < length; i++) {
                    buffer[offset + i] = (byte) random.nextInt();
                }
                if (random.nextBoolean()) {
                    buffer[offset] = (byte) (0x80 | (buffer[offset] & 0x3f));
                }
                return length;
            }
            default -> {
                int more = 1 + random.nextInt(20);
                for (int i = 0; i < more; i++) {
                    buffer[offset + good.length + i] = (byte) random.nextInt();
                }
                return good.length + more;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void protectingAnyBytesNeverThrows(SrtpProfile profile) {
        var sender = new SrtpSender(SrtpPackets.master(profile, random), suite, 64);
        var out = new byte[1600];
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = SrtpPackets.bytes(random, random.nextInt(200));
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (0x80 | (bytes[0] & 0x3f));
            }
            int destinationOffset = random.nextInt(1600);
            assertThat(sender.protectRtp(bytes, 0, bytes.length, out, destinationOffset))
                    .isBetween(1 - SrtpFailure.COUNT, 220);
            assertThat(sender.protectRtcp(bytes, 0, bytes.length, out, destinationOffset))
                    .isBetween(1 - SrtpFailure.COUNT, 220);
        }
    }
}
