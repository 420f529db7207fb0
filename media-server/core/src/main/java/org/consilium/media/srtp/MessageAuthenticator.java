package org.consilium.media.srtp;

/** A message authentication code under one key. Single writer. */
public interface MessageAuthenticator {
    /** Adds bytes to the message. */
    void update(byte[] array, int offset, int length);

    /** Writes the whole code (20 bytes for HMAC-SHA1) and begins a new message. */
    void finish(byte[] destination, int destinationOffset);

    /** Forgets the key; the object is not used again. Idempotent. */
    void destroy();
}
