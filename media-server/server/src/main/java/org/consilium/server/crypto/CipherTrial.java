package org.consilium.server.crypto;

import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.consilium.media.srtp.AeadCipher;
import org.consilium.media.srtp.CounterModeCipher;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.MessageAuthenticator;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.jspecify.annotations.Nullable;

/**
 * Lets libcrypto and the JDK encrypt video packets for a while and takes, for each kind of cipher,
 * the one that suits the processor at hand.
 *
 * <p>A suite that can be used at once: it begins with libcrypto, where that is there, because cold
 * code of the JDK would say nothing in the time a start has, and changes its mind for later ciphers
 * when {@link #run} has seen better. Thread-safe.
 */
public final class CipherTrial implements SrtpCipherSuite {
    private static final int PACKET_BYTES = 1200;

    /** A round is long against the clock and short against a preemption. */
    private static final int ROUND = 50;

    /** Code that is not compiled yet says nothing; an idle machine compiles it in half of this. */
    private static final long SHORTEST_NANOS = 1_500_000_000L;

    /** A trial is over when nothing got a tenth faster for so long: a busy machine takes longer. */
    private static final long SETTLED_NANOS = 700_000_000L;

    private static final long LONGEST_NANOS = 6_000_000_000L;

    /**
     * The JDK must be this much faster to be taken: it makes 0.9 kB of garbage per packet, whose
     * removal costs about as much as a tenth of the encryption.
     */
    private static final double GARBAGE_PENALTY = 1.1;

    /** Calls that began meanwhile keep three quarters of a core, also where there is only one. */
    private static final int RESTS_PER_WORK = 3;

    private final LongSupplier nanoClock;
    private final LongConsumer rest;
    private final SrtpCipherSuite jdk = new JdkCipherSuite();
    private final @Nullable LibCryptoSuite system;
    private volatile SrtpCipherSuite gcm;
    private volatile SrtpCipherSuite counterMode;

    /**
     * @param rest lets the thread of {@link #run} rest for so many nanoseconds
     */
    public CipherTrial(LongSupplier nanoClock, LongConsumer rest) {
        this.nanoClock = nanoClock;
        this.rest = rest;
        system = LibCryptoSuite.ofThisMachine().orElse(null);
        gcm = system == null ? jdk : system;
        counterMode = gcm;
    }

    @Override
    public AeadCipher aesGcm(byte[] key) {
        return gcm.aesGcm(key);
    }

    @Override
    public CounterModeCipher aesCounterMode(byte[] key) {
        return counterMode.aesCounterMode(key);
    }

    @Override
    public MessageAuthenticator hmacSha1(byte[] key) {
        return jdk.hmacSha1(key);
    }

    /** What encrypts until the trial is over, for the log. */
    public String beginning() {
        return system == null ? "jdk, no libcrypto here" : system.version();
    }

    /**
     * Holds the trial, half a minute or more in which the thread mostly rests, and decides.
     *
     * @return for the log: what was chosen, and nanoseconds per packet of 1200 bytes
     */
    public String run() {
        LibCryptoSuite library = system;
        if (library == null) {
            return "gcm=jdk ctr=jdk";
        }
        long systemGcm = gcmNanos(library);
        long jdkGcm = gcmNanos(jdk);
        long systemCtr = ctrNanos(library);
        long jdkCtr = ctrNanos(jdk);
        boolean takeGcm = systemGcm <= jdkGcm * GARBAGE_PENALTY;
        boolean takeCtr = systemCtr <= jdkCtr * GARBAGE_PENALTY;
        gcm = takeGcm ? library : jdk;
        counterMode = takeCtr ? library : jdk;
        return String.format(
                Locale.ROOT,
                "gcm=%s ctr=%s libcrypto-gcm-ns=%d jdk-gcm-ns=%d libcrypto-ctr-ns=%d"
                        + " jdk-ctr-ns=%d",
                takeGcm ? "libcrypto" : "jdk",
                takeCtr ? "libcrypto" : "jdk",
                systemGcm,
                jdkGcm,
                systemCtr,
                jdkCtr);
    }

    private long gcmNanos(SrtpCipherSuite suite) {
        AeadCipher cipher = suite.aesGcm(new byte[16]);
        var text = new byte[PACKET_BYTES];
        var sealed = new byte[PACKET_BYTES + AeadCipher.TAG_BYTES];
        var nonce = new byte[AeadCipher.NONCE_BYTES];
        try {
            return bestNanos(
                    () -> {
                        count(nonce, nonce.length);
                        cipher.seal(nonce, text, 0, 12, text, 12, PACKET_BYTES - 12, sealed, 12);
                    });
        } finally {
            cipher.destroy();
        }
    }

    private long ctrNanos(SrtpCipherSuite suite) {
        CounterModeCipher cipher = suite.aesCounterMode(new byte[16]);
        var text = new byte[PACKET_BYTES];
        var sealed = new byte[PACKET_BYTES];
        var iv = new byte[CounterModeCipher.IV_BYTES];
        try {
            return bestNanos(
                    () -> {
                        count(iv, iv.length - 2);
                        cipher.apply(iv, text, 12, PACKET_BYTES - 12, sealed, 12);
                    });
        } finally {
            cipher.destroy();
        }
    }

    /** No nonce twice: the JDK refuses that, and rightly. */
    private static void count(byte[] number, int end) {
        for (int i = end - 1; i >= 0; i--) {
            if (++number[i] != 0) {
                return;
            }
        }
    }

    /** Nanoseconds per packet in the best round: what disturbs a round only makes it longer. */
    private long bestNanos(Runnable packet) {
        long best = Long.MAX_VALUE;
        long worked = 0;
        long improved = 0;
        while (worked < SHORTEST_NANOS
                || (worked - improved < SETTLED_NANOS && worked < LONGEST_NANOS)) {
            long before = nanoClock.getAsLong();
            for (int i = 0; i < ROUND; i++) {
                packet.run();
            }
            long took = nanoClock.getAsLong() - before;
            worked += took;
            long nanos = took / ROUND;
            if (nanos < best) {
                improved = nanos < best - best / 10 ? worked : improved;
                best = nanos;
            }
            rest.accept(RESTS_PER_WORK * took);
        }
        return best;
    }
}
