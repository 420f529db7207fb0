package org.consilium.server.dtls;

import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;

/** Cipher suites and signatures of both roles. Stateless. */
final class TlsChoices {
    private TlsChoices() {}

    /** Our certificates are ECDSA; every browser has the first one (RFC 8827 §6.5). */
    static int[] cipherSuites() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        };
    }

    /** What the peer may sign with: no SHA-1. Its certificate may be RSA. */
    @SuppressWarnings("JdkObsolete") // BouncyCastle's signature
    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
        return new Vector<>(
                List.of(
                        SignatureAndHashAlgorithm.getInstance(
                                HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
                        SignatureAndHashAlgorithm.getInstance(
                                HashAlgorithm.sha384, SignatureAlgorithm.ecdsa),
                        SignatureAndHashAlgorithm.getInstance(
                                HashAlgorithm.sha512, SignatureAlgorithm.ecdsa),
                        SignatureAndHashAlgorithm.rsa_pss_rsae_sha256,
                        SignatureAndHashAlgorithm.rsa_pss_rsae_sha384,
                        SignatureAndHashAlgorithm.rsa_pss_rsae_sha512,
                        SignatureAndHashAlgorithm.getInstance(
                                HashAlgorithm.sha256, SignatureAlgorithm.rsa)));
    }
}
