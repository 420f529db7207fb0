package org.consilium.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.consilium.media.srtp.AeadCipher;
import org.consilium.media.srtp.CounterModeCipher;
import org.consilium.media.srtp.JdkCipherSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What libcrypto's ciphers do beyond the suites of the core, which run with them too. */
class LibCryptoSuiteTest {
    private static final int PEERS = 100_000;
    private static final int PACKETS = 50_000;
    private static final long PAGE_BYTES = 4096;

    private final LibCryptoSuite suite = LibCryptoSuite.ofThisMachine().orElseThrow();
    private final JdkCipherSuite jdk = new JdkCipherSuite();

    @Test
    void saysWhichLibraryItIs() {
        assertThat(suite.version()).startsWith("OpenSSL 3.");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void sealsAndOpensWhatTheJdkDoes(int keyBytes) {
        long seed = 7;
        var random = new SplittableRandom(seed);
        var key = new byte[keyBytes];
        random.nextBytes(key);
        AeadCipher ours = suite.aesGcm(key);
        AeadCipher theirs = jdk.aesGcm(key);
        var nonce = new byte[AeadCipher.NONCE_BYTES];
        for (int i = 0; i < 2_000; i++) {
            random.nextBytes(nonce);
            int aad = 1 + random.nextInt(80);
            int text = random.nextInt(i % 10 == 0 ? 10_000 : 1400);
            int at = random.nextInt(50);
            var packet = new byte[at + aad + text + AeadCipher.TAG_BYTES];
            random.nextBytes(packet);
            byte[] expected = packet.clone();
            byte[] plain = packet.clone();

            ours.seal(nonce, packet, at, aad, packet, at + aad, text, packet, at + aad);
            theirs.seal(nonce, expected, at, aad, expected, at + aad, text, expected, at + aad);
            assertThat(packet).as("seed %d, packet %d", seed, i).isEqualTo(expected);

            int sealed = text + AeadCipher.TAG_BYTES;
            assertThat(
                            ours.open(
                                    nonce, packet, at, aad, packet, at + aad, sealed, packet,
                                    at + aad))
                    .isTrue();
            assertThat(Arrays.equals(packet, 0, at + aad + text, plain, 0, at + aad + text))
                    .as("seed %d, packet %d", seed, i)
                    .isTrue();
        }
        ours.destroy();
        theirs.destroy();
    }

    @Test
    void aWrongTagIsNoticedAndTheNextPacketIsOpened() {
        AeadCipher cipher = suite.aesGcm(new byte[16]);
        var nonce = new byte[AeadCipher.NONCE_BYTES];
        var packet = new byte[100 + AeadCipher.TAG_BYTES];
        cipher.seal(nonce, packet, 0, 12, packet, 12, 88, packet, 12);
        byte[] damaged = packet.clone();
        damaged[50] ^= 1;

        assertThat(cipher.open(nonce, damaged, 0, 12, damaged, 12, 104, damaged, 12)).isFalse();
        assertThat(cipher.open(nonce, packet, 0, 12, packet, 12, 104, packet, 12)).isTrue();
        assertThat(cipher.open(nonce, packet, 0, 12, packet, 12, 15, packet, 12)).isFalse();
        cipher.destroy();
    }

    @Test
    void aDestroyedCipherRefusesToWorkInsteadOfTouchingFreedMemory() {
        AeadCipher gcm = suite.aesGcm(new byte[16]);
        CounterModeCipher ctr = suite.aesCounterMode(new byte[16]);
        gcm.destroy();
        gcm.destroy();
        ctr.destroy();
        var bytes = new byte[100];

        assertThatThrownBy(() -> gcm.seal(new byte[12], bytes, 0, 12, bytes, 12, 60, bytes, 12))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ctr.apply(new byte[16], bytes, 0, 60, bytes, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPlaceOutsideOfTheArrayIsRefused() {
        AeadCipher cipher = suite.aesGcm(new byte[16]);
        var packet = new byte[100];

        assertThatThrownBy(
                        () -> cipher.seal(new byte[12], packet, 0, 12, packet, 12, 88, packet, 12))
                .isInstanceOf(IndexOutOfBoundsException.class);
        cipher.destroy();
    }

    @Test
    void aHundredThousandPeersLeaveNoNativeMemoryBehind() throws IOException {
        openAndClose(PEERS / 10);
        long before = residentBytes();

        openAndClose(PEERS);

        // A forgotten context is about 1 kB: all of them would be 200 MB.
        assertThat(residentBytes() - before).isLessThan(40L << 20);
    }

    private void openAndClose(int peers) {
        var packet = new byte[1200];
        for (int i = 0; i < peers; i++) {
            AeadCipher gcm = suite.aesGcm(new byte[16]);
            CounterModeCipher ctr = suite.aesCounterMode(new byte[16]);
            gcm.seal(new byte[12], packet, 0, 12, packet, 12, 1000, packet, 12);
            ctr.apply(new byte[16], packet, 0, 1000, packet, 0);
            gcm.destroy();
            ctr.destroy();
        }
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * PAGE_BYTES;
    }

    @Test
    void nothingIsAllocatedPerPacket() {
        AeadCipher gcm = suite.aesGcm(new byte[16]);
        CounterModeCipher ctr = suite.aesCounterMode(new byte[16]);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The first calls link the native functions; nothing here waits for the compiler.
        work(gcm, ctr);
        long before = threads.getCurrentThreadAllocatedBytes();
        work(gcm, ctr);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat((double) allocated / PACKETS).as("bytes per packet").isLessThan(1);
        gcm.destroy();
        ctr.destroy();
    }

    private static void work(AeadCipher gcm, CounterModeCipher ctr) {
        var packet = new byte[1200];
        var sealed = new byte[1200];
        var nonce = new byte[AeadCipher.NONCE_BYTES];
        var iv = new byte[CounterModeCipher.IV_BYTES];
        int opened = 0;
        for (int i = 0; i < PACKETS; i++) {
            gcm.seal(nonce, packet, 0, 12, packet, 12, 200, sealed, 12);
            opened += gcm.open(nonce, packet, 0, 12, sealed, 12, 216, sealed, 12) ? 1 : 0;
            ctr.apply(iv, packet, 12, 200, sealed, 12);
        }
        assertThat(opened).isEqualTo(PACKETS);
    }
}
