package org.consilium.media.srtp;

/**
 * Makes the raw ciphers of the profiles. {@link JdkCipherSuite} is always there; the shell may pass
 * another one, such as the system's libcrypto.
 *
 * <p>A suite is shared by all loops and keeps no keys; the ciphers it makes belong to one loop
 * each.
 */
public interface SrtpCipherSuite {
    /** AES in Galois/counter mode with a 16-byte tag; the key has 16 or 32 bytes and is copied. */
    AeadCipher aesGcm(byte[] key);

    /** AES in counter mode (RFC 3711 §4.1.1); the key has 16 or 32 bytes and is copied. */
    CounterModeCipher aesCounterMode(byte[] key);

    /** HMAC with SHA-1 (RFC 2104); the key is copied. */
    MessageAuthenticator hmacSha1(byte[] key);
}
