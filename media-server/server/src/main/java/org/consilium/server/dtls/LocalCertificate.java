package org.consilium.server.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.consilium.media.dtls.DtlsFingerprint;

/**
 * A key pair on P-256 with a self-signed certificate (RFC 8827 §6.5), for one endpoint only: two
 * associations that showed the same certificate could be linked.
 *
 * @param privateKey signs the handshake
 * @param certificate what the peer is shown
 * @param fingerprint SHA-256 of the certificate, for the SDP
 * @param madeAt for its age
 */
record LocalCertificate(
        PrivateKey privateKey,
        Certificate certificate,
        DtlsFingerprint fingerprint,
        Instant madeAt) {

    /** Says nothing about who we are, which is known from the signalling. */
    private static final X500Name NAME = new X500Name("CN=consilium");

    /** Clocks of patients' devices are wrong by days. */
    private static final Duration CLOCK_SLACK = Duration.ofDays(2);

    /** No call lasts that long. */
    private static final Duration VALIDITY = Duration.ofDays(30);

    static LocalCertificate generate(JcaTlsCrypto crypto, SecureRandom random, Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var keys = generator.generateKeyPair();
            X509CertificateHolder holder =
                    new JcaX509v3CertificateBuilder(
                                    NAME,
                                    new BigInteger(63, random).add(BigInteger.ONE),
                                    Date.from(now.minus(CLOCK_SLACK)),
                                    Date.from(now.plus(VALIDITY)),
                                    NAME,
                                    keys.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .setSecureRandom(random)
                                            .build(keys.getPrivate()));
            byte[] encoded = holder.getEncoded();
            var chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(encoded)});
            return new LocalCertificate(
                    keys.getPrivate(), chain, Fingerprints.sha256(encoded), now);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this JDK cannot make a P-256 certificate", e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "LocalCertificate[" + fingerprint + "]";
    }
}
