package org.consilium.media.stun;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.consilium.media.buffer.BigEndian;

/**
 * The key of MESSAGE-INTEGRITY (RFC 8489 §14.5): HMAC-SHA1 over a message whose length field counts
 * up to and including that attribute.
 *
 * <p>Holds the state of one computation: a single writer, and no two computations at a time. The
 * key is set up once, so that a computation hashes nothing but the message.
 */
public final class StunKey {
    /** Bytes of the HMAC. */
    static final int LENGTH = 20;

    private final Mac mac;
    private final byte[] lengthField = new byte[2];
    private final byte[] digest = new byte[LENGTH];

    /** Of the bytes of a long-term key (RFC 8489 §9.2.2). */
    public StunKey(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }

    /** Of a short-term password (RFC 8489 §9.1.1). */
    public static StunKey ofPassword(String password) {
        return new StunKey(password.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whether the 20 bytes at {@code attribute + 4} are the HMAC of the message that begins at
     * {@code offset}; takes the same time for any wrong value.
     */
    boolean matches(byte[] array, int offset, int attribute) {
        compute(array, offset, attribute, digest, 0);
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) {
            difference |= digest[i] ^ array[attribute + 4 + i];
        }
        return difference == 0;
    }

    /**
     * Writes the HMAC of the message whose MESSAGE-INTEGRITY attribute stands at {@code attribute}.
     */
    void compute(byte[] array, int offset, int attribute, byte[] target, int targetOffset) {
        int declared = attribute + 4 + LENGTH - offset - StunMessage.HEADER_LENGTH;
        BigEndian.putU16(lengthField, 0, declared);
        mac.update(array, offset, 2);
        mac.update(lengthField, 0, 2);
        mac.update(array, offset + 4, attribute - offset - 4);
        try {
            mac.doFinal(target, targetOffset);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("no room for the HMAC", e);
        }
    }
}
