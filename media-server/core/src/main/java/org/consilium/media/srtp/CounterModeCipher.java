package org.consilium.media.srtp;

/** AES in counter mode under one key. Single writer; reused for every packet of a direction. */
public interface CounterModeCipher {
    /** Length of the initial counter block. */
    int IV_BYTES = 16;

    /**
     * Adds the key stream to {@code length} bytes: encryption and decryption are the same. Source
     * and destination are the same place of the same array or do not overlap.
     *
     * @param iv the first counter block; the block counter is its last two bytes, which are zero
     */
    void apply(
            byte[] iv,
            byte[] source,
            int sourceOffset,
            int length,
            byte[] destination,
            int destinationOffset);

    /** Forgets the key; the cipher is not used again. Idempotent. */
    void destroy();
}
