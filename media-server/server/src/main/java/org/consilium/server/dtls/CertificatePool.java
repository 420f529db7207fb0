package org.consilium.server.dtls;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * Certificates made in advance on a virtual thread, so that a loop never computes a key pair. When
 * more are taken than it can make, the taker makes its own and that is counted.
 *
 * <p>Any thread.
 */
final class CertificatePool {
    /** One that waited for longer on a quiet server is thrown away: its validity is running. */
    private static final Duration MAX_AGE = Duration.ofDays(5);

    private final JcaTlsCrypto crypto;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ArrayBlockingQueue<LocalCertificate> ready;
    private final AtomicBoolean filling = new AtomicBoolean();
    private final LongAdder madeByTaker = new LongAdder();

    CertificatePool(JcaTlsCrypto crypto, SecureRandom random, InstantSource clock, int size) {
        this.crypto = crypto;
        this.random = random;
        this.clock = clock;
        ready = new ArrayBlockingQueue<>(size);
        fillInBackground();
    }

    /** One that nobody else gets. Does not wait. */
    LocalCertificate take() {
        var oldest = clock.instant().minus(MAX_AGE);
        var certificate = ready.poll();
        while (certificate != null && certificate.madeAt().isBefore(oldest)) {
            certificate = ready.poll();
        }
        fillInBackground();
        if (certificate == null) {
            madeByTaker.increment();
            return make();
        }
        return certificate;
    }

    /** Fills it on the calling thread. */
    void fill() {
        while (ready.remainingCapacity() > 0 && ready.offer(make())) {}
    }

    /** How often a taker had to make its own. */
    long madeByTaker() {
        return madeByTaker.sum();
    }

    private LocalCertificate make() {
        return LocalCertificate.generate(crypto, random, clock.instant());
    }

    private void fillInBackground() {
        if (ready.remainingCapacity() > 0 && filling.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("dtls-certificates")
                    .start(
                            () -> {
                                try {
                                    fill();
                                } finally {
                                    filling.set(false);
                                }
                            });
        }
    }
}
