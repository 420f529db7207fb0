package org.consilium.media.srtp;

/**
 * Authenticated encryption under one key. Single writer; reused for every packet of a direction.
 *
 * <p>Source and destination text may be the same place of the same array, or places that do not
 * overlap.
 */
public interface AeadCipher {
    /** Length of the nonce of every call. */
    int NONCE_BYTES = 12;

    /** Length of the tag. */
    int TAG_BYTES = 16;

    /**
     * Encrypts {@code textLength} bytes and appends the tag: writes {@code textLength} + 16 bytes.
     *
     * @param nonce 12 bytes, never used before with this key; not kept
     */
    void seal(
            byte[] nonce,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] text,
            int textOffset,
            int textLength,
            byte[] destination,
            int destinationOffset);

    /**
     * Checks the tag, which is the last 16 of the {@code sealedLength} bytes, and decrypts the
     * others.
     *
     * @return false when the tag is wrong; what the destination holds then has no meaning
     */
    boolean open(
            byte[] nonce,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] sealed,
            int sealedOffset,
            int sealedLength,
            byte[] destination,
            int destinationOffset);

    /** Forgets the key; the cipher is not used again. Idempotent. */
    void destroy();
}
