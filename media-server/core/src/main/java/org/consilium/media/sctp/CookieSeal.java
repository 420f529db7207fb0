package org.consilium.media.sctp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs our state cookies, so that only what we wrote ourselves is believed (RFC 9260 §5.1.3). The
 * key lives and dies with the association: a cookie of another one never opens.
 */
final class CookieSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;

    private final Mac mac;

    CookieSeal(RandomGenerator random) {
        var key = new byte[MAC_BYTES];
        random.nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            // Every Java platform has to provide it.
            throw new IllegalStateException(ALGORITHM, e);
        }
    }

    byte[] seal(StateCookie cookie) {
        var sealed = new byte[StateCookie.BYTES + MAC_BYTES];
        cookie.write(sealed);
        byte[] tag = mac(sealed);
        System.arraycopy(tag, 0, sealed, StateCookie.BYTES, MAC_BYTES);
        return sealed;
    }

    /** The cookie, or null if it is not one of ours. */
    @Nullable StateCookie open(byte[] array, int offset, int length) {
        if (length != StateCookie.BYTES + MAC_BYTES) {
            return null;
        }
        byte[] sealed = Arrays.copyOfRange(array, offset, offset + length);
        byte[] tag = Arrays.copyOfRange(sealed, StateCookie.BYTES, sealed.length);
        return MessageDigest.isEqual(tag, mac(sealed)) ? StateCookie.read(sealed) : null;
    }

    private byte[] mac(byte[] sealed) {
        mac.update(sealed, 0, StateCookie.BYTES);
        return mac.doFinal();
    }
}
