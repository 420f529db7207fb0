package org.consilium.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.junit.jupiter.api.Test;

class HandshakeFilterTest {
    /** One handshake record in the clear with one fragment. */
    private static byte[] fragment(int messageLength, int fragmentLength) {
        var bytes = new byte[13 + 12 + fragmentLength];
        bytes[0] = 22;
        BigEndian.putU16(bytes, 1, 0xfefd);
        BigEndian.putU16(bytes, 11, 12 + fragmentLength);
        bytes[13] = 1;
        BigEndian.putU24(bytes, 14, messageLength);
        BigEndian.putU24(bytes, 22, fragmentLength);
        return bytes;
    }

    private static boolean isHarmless(byte[] bytes) {
        return HandshakeFilter.isHarmless(bytes, 0, bytes.length);
    }

    @Test
    void aMessageThatClaimsMegabytesIsNotLetThrough() {
        assertThat(isHarmless(fragment(8192, 100))).isTrue();
        assertThat(isHarmless(fragment(8193, 100))).isFalse();
        assertThat(isHarmless(fragment(0xff_ffff, 1))).isFalse();
    }

    @Test
    void everyRecordAndMessageOfTheDatagramIsLookedAt() {
        byte[] good = fragment(100, 100);
        byte[] bad = fragment(0xff_ffff, 10);
        var both = new byte[good.length + bad.length];
        System.arraycopy(good, 0, both, 0, good.length);
        System.arraycopy(bad, 0, both, good.length, bad.length);
        assertThat(isHarmless(both)).isFalse();

        // Two messages in one record.
        System.arraycopy(bad, 13, both, good.length, bad.length - 13);
        BigEndian.putU16(both, 11, 112 + 22);
        assertThat(HandshakeFilter.isHarmless(both, 0, both.length - 13)).isFalse();
    }

    @Test
    void sealedRecordsAreNotLookedInto() {
        byte[] sealed = fragment(0xff_ffff, 10);
        BigEndian.putU16(sealed, 3, 1);
        assertThat(isHarmless(sealed)).isTrue();
    }

    @Test
    void anyBytesGetAnAnswer() {
        var random = new SplittableRandom(9);
        int harmless = 0;
        for (int i = 0; i < 300_000; i++) {
            var bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 13) {
                bytes[0] = 22;
                BigEndian.putU16(bytes, 3, 0);
                BigEndian.putU16(bytes, 11, random.nextInt(bytes.length));
            }
            harmless += isHarmless(bytes) ? 1 : 0;
        }
        assertThat(harmless).isPositive();
    }
}
