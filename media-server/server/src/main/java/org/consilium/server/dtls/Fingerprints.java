package org.consilium.server.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.consilium.media.dtls.DtlsFingerprint;

/** Certificate fingerprints (RFC 8122 §5). Stateless. */
final class Fingerprints {
    /** MD5 and SHA-1 are read by nobody any more: a certificate with the same one can be made. */
    private static final Set<String> TRUSTED = Set.of("sha-256", "sha-384", "sha-512");

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    private Fingerprints() {}

    static DtlsFingerprint sha256(byte[] certificate) {
        return of("sha-256", certificate);
    }

    /** Whether the certificate has one of these fingerprints; those of weak hashes do not count. */
    static boolean matches(byte[] certificate, List<DtlsFingerprint> expected) {
        for (var fingerprint : expected) {
            if (TRUSTED.contains(fingerprint.algorithm())
                    && of(fingerprint.algorithm(), certificate).equals(fingerprint)) {
                return true;
            }
        }
        return false;
    }

    private static DtlsFingerprint of(String algorithm, byte[] certificate) {
        try {
            byte[] hash =
                    MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT))
                            .digest(certificate);
            return new DtlsFingerprint(algorithm, COLONS.formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
