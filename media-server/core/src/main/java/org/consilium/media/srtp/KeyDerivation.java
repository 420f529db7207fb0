package org.consilium.media.srtp;

import java.util.Arrays;

/**
 * Derives session keys from a master key with AES in counter mode as the pseudo-random function
 * (RFC 3711 §4.3.3, RFC 6188 §3 for 256 bits). The derivation rate is zero: each key is derived
 * once.
 *
 * <p>Single writer; short-lived.
 */
final class KeyDerivation {
    // RFC 3711 §4.3.2.
    static final int RTP_ENCRYPTION = 0;
    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_ENCRYPTION = 3;
    static final int RTCP_AUTHENTICATION = 4;
    static final int RTCP_SALT = 5;

    private static final int LABEL_OFFSET = 7;

    private final CounterModeCipher prf;
    private final byte[] salt;

    KeyDerivation(SrtpMasterKey master, SrtpCipherSuite suite) {
        prf = suite.aesCounterMode(master.key());
        // RFC 7714 §11: the 12-byte salt of GCM is padded on the right to the 14 bytes the function
        // takes. The last two bytes are the block counter.
        salt = Arrays.copyOf(master.salt(), CounterModeCipher.IV_BYTES);
    }

    /** {@code length} bytes for the label. */
    byte[] derive(int label, int length) {
        byte[] iv = salt.clone();
        iv[LABEL_OFFSET] ^= (byte) label;
        var result = new byte[length];
        prf.apply(iv, result, 0, length, result, 0);
        Arrays.fill(iv, (byte) 0);
        return result;
    }

    void destroy() {
        prf.destroy();
        Arrays.fill(salt, (byte) 0);
    }
}
