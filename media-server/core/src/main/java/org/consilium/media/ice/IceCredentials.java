package org.consilium.media.ice;

import java.util.random.RandomGenerator;

/**
 * A username fragment and password (RFC 8445 §5.3).
 *
 * @param ufrag 4 to 256 ice-chars
 * @param password 22 to 256 ice-chars
 */
public record IceCredentials(String ufrag, String password) {
    /**
     * Characters of the fragments we generate. Eight give 48 random bits where the RFC asks for 24,
     * so that a fragment also serves as the key under which the first datagrams of a peer are
     * found; and eight ASCII characters fit in a {@code long}.
     */
    public static final int LOCAL_UFRAG_LENGTH = 8;

    /** Six bits each: 144 bits where the RFC asks for 128. */
    private static final int LOCAL_PASSWORD_LENGTH = 24;

    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public IceCredentials {
        if (!isValid(ufrag, password)) {
            throw new IllegalArgumentException("not ICE credentials");
        }
    }

    /** Whether these are of the lengths and characters of RFC 8839 §5.4. */
    public static boolean isValid(String ufrag, String password) {
        return isIceChars(ufrag, 4) && isIceChars(password, 22);
    }

    /** Fresh credentials; {@code random} must be cryptographically strong. */
    public static IceCredentials generate(RandomGenerator random) {
        return new IceCredentials(
                text(random, LOCAL_UFRAG_LENGTH), text(random, LOCAL_PASSWORD_LENGTH));
    }

    /**
     * The fragment as a number, for tables keyed by primitives: its eight characters in big-endian
     * order. 0 when it has another length, which {@link #generate} never gives.
     */
    public long ufragKey() {
        if (ufrag.length() != LOCAL_UFRAG_LENGTH) {
            return 0;
        }
        long key = 0;
        for (int i = 0; i < LOCAL_UFRAG_LENGTH; i++) {
            key = key << 8 | ufrag.charAt(i);
        }
        return key;
    }

    /** Never prints the password. */
    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }

    private static boolean isIceChars(String text, int minimum) {
        if (text.length() < minimum || text.length() > 256) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (ICE_CHARS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(RandomGenerator random, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }
}
