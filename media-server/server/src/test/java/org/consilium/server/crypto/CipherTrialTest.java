package org.consilium.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.consilium.media.srtp.AeadCipher;
import org.consilium.media.srtp.CounterModeCipher;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.junit.jupiter.api.Test;

class CipherTrialTest {
    /** A clock that makes every round 10 ms long, so that the trial is short. */
    private final AtomicLong nanos = new AtomicLong();

    private final CipherTrial trial =
            new CipherTrial(() -> nanos.addAndGet(10_000_000), nanos::addAndGet);

    @Test
    void theTrialEncryptsBeforeAndAfterItHasChosenAndSaysWhy() {
        assertThat(trial.beginning()).startsWith("OpenSSL 3.");
        expectTheWorkOf(new JdkCipherSuite());

        assertThat(trial.run())
                .isEqualTo(
                        "gcm=libcrypto ctr=libcrypto libcrypto-gcm-ns=200000 jdk-gcm-ns=200000"
                                + " libcrypto-ctr-ns=200000 jdk-ctr-ns=200000");
        expectTheWorkOf(new JdkCipherSuite());
    }

    private void expectTheWorkOf(SrtpCipherSuite other) {
        assertThat(sealed(trial)).isEqualTo(sealed(other));
        assertThat(streamed(trial)).isEqualTo(streamed(other));
    }

    private static byte[] sealed(SrtpCipherSuite suite) {
        AeadCipher cipher = suite.aesGcm(new byte[32]);
        var packet = new byte[112];
        cipher.seal(new byte[AeadCipher.NONCE_BYTES], packet, 0, 12, packet, 12, 84, packet, 12);
        cipher.destroy();
        return packet;
    }

    private static byte[] streamed(SrtpCipherSuite suite) {
        CounterModeCipher cipher = suite.aesCounterMode(new byte[16]);
        var packet = new byte[112];
        cipher.apply(new byte[CounterModeCipher.IV_BYTES], packet, 12, 84, packet, 12);
        cipher.destroy();
        return packet;
    }
}
