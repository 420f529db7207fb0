package org.consilium.media.dtls;

import java.util.Locale;

/**
 * A certificate fingerprint as SDP writes it (RFC 8122 §5).
 *
 * @param algorithm hash name in lower case, {@code sha-256}
 * @param value upper-case hexadecimal pairs with colons
 */
public record DtlsFingerprint(String algorithm, String value) {
    public DtlsFingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }
}
