package org.consilium.server.dtls;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.server.loop.LoopExecutor;

/**
 * DTLS of the whole process: certificates, limits and counters that all loops share. Each loop gets
 * a provider of its own.
 *
 * <p>Any thread.
 */
public final class DtlsService {
    private final DtlsSettings settings;
    private final SecureRandom random;
    private final InstantSource clock;
    private final JcaTlsCrypto crypto;
    private final CertificatePool certificates;
    private final AtomicInteger handshaking = new AtomicInteger();
    private final LongAdder established = new LongAdder();
    private final LongAdder datagramsDropped = new LongAdder();
    private final Map<DtlsEnd, LongAdder> ended = new EnumMap<>(DtlsEnd.class);

    /**
     * Begins to make certificates in the background.
     *
     * @param clock for the validity of certificates
     */
    public DtlsService(DtlsSettings settings, SecureRandom random, InstantSource clock) {
        this(settings, random, clock, settings.certificates());
    }

    private DtlsService(
            DtlsSettings settings, SecureRandom random, InstantSource clock, int poolSize) {
        this.settings = settings;
        this.random = random;
        this.clock = clock;
        crypto = new JcaTlsCryptoProvider().create(random);
        certificates = new CertificatePool(crypto, random, clock, poolSize);
        for (var end : DtlsEnd.values()) {
            ended.put(end, new LongAdder());
        }
    }

    /**
     * The core's port for one loop, which alone may call it.
     *
     * @param loop the way back for handshakes
     */
    public DtlsProvider provider(LoopExecutor loop) {
        return new LoopDtls(this, loop);
    }

    /**
     * Makes the certificates and shakes hands with itself a few times, so that the first person
     * does not wait for class loading. Blocks for some hundred milliseconds of a machine that has
     * nothing else to do.
     *
     * @throws IllegalStateException when DTLS does not work on this machine
     */
    public void warmUp() {
        certificates.fill();
        // One of its own, so that its handshakes are not counted as people's.
        WarmUp.run(new DtlsService(settings, random, clock, 2));
    }

    public DtlsStatistics statistics() {
        var ends = new EnumMap<DtlsEnd, Long>(DtlsEnd.class);
        ended.forEach((end, count) -> ends.put(end, count.sum()));
        return new DtlsStatistics(
                handshaking.get(),
                established.sum(),
                ends,
                datagramsDropped.sum(),
                certificates.madeByTaker());
    }

    DtlsSettings settings() {
        return settings;
    }

    JcaTlsCrypto crypto() {
        return crypto;
    }

    LocalCertificate takeCertificate() {
        return certificates.take();
    }

    /** Takes one of the places for handshakes; {@link #endHandshake} gives it back. */
    boolean tryBeginHandshake() {
        if (handshaking.getAndIncrement() >= settings.maxHandshakes()) {
            handshaking.getAndDecrement();
            return false;
        }
        return true;
    }

    void endHandshake() {
        handshaking.getAndDecrement();
    }

    void countEstablished() {
        established.increment();
    }

    void countEnd(DtlsEnd end) {
        LongAdder counter = ended.get(end);
        if (counter != null) {
            counter.increment();
        }
    }

    void countDropped() {
        datagramsDropped.increment();
    }
}
