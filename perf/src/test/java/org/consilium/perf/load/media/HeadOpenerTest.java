package org.consilium.perf.load.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.consilium.media.rtp.RtpPacket;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpMasterKey;
import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpSender;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadOpenerTest {
    @ParameterizedTest
    @EnumSource(
            value = SrtpProfile.class,
            names = {"AEAD_AES_128_GCM", "AEAD_AES_256_GCM"})
    void headIsWhatTheSenderSealedAlsoBehindARolloverOfTheSequence(SrtpProfile profile) {
        var random = new SplittableRandom(11);
        byte[] key = bytes(random, profile.keyBytes());
        byte[] salt = bytes(random, profile.saltBytes());
        var suite = new JdkCipherSuite();
        var sender = new SrtpSender(new SrtpMasterKey(profile, key, salt), suite);
        var opener = new HeadOpener(profile, key, salt, suite);
        for (int i = 0; i < 0x18000; i += 97) {
            byte[] plain = bytes(random, 12 + random.nextInt(1, 300));
            RtpPacket.writeFixedHeader(plain, 0, false, false, 96, i & 0xffff, i, 0xcafe);
            byte[] sealed = new byte[plain.length + 16];
            assertThat(sender.protectRtp(plain, 0, plain.length, sealed, 0))
                    .isEqualTo(sealed.length);

            assertThat(opener.open(sealed, 0, sealed.length)).isEqualTo(plain.length);
            int head = Math.min(plain.length, 12 + HeadOpener.HEAD_BYTES);
            assertThat(Arrays.copyOf(sealed, head)).isEqualTo(Arrays.copyOf(plain, head));
        }
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
