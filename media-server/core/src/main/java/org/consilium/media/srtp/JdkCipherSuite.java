package org.consilium.media.srtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * The ciphers every JDK has. Cipher objects are kept and only given a new nonce per packet, which
 * the JDK's interface makes cost some small objects (0.9 kB for GCM, 0.1 kB for counter mode); we
 * add none of our own, and authentication makes none. A wrong GCM tag is an exception inside the
 * JDK; it does not leave this class.
 */
public final class JdkCipherSuite implements SrtpCipherSuite {
    /** Stateless. */
    public JdkCipherSuite() {}

    @Override
    public AeadCipher aesGcm(byte[] key) {
        return new AesGcm(key);
    }

    @Override
    public CounterModeCipher aesCounterMode(byte[] key) {
        return new AesCounterMode(key);
    }

    @Override
    public MessageAuthenticator hmacSha1(byte[] key) {
        return new HmacSha1(key);
    }

    /** With the arguments we give, the JDK has no reason to fail: this is a bug or a broken JDK. */
    private static IllegalStateException impossible(GeneralSecurityException cause) {
        return new IllegalStateException("the JDK's cipher failed", cause);
    }

    private static final class AesGcm implements AeadCipher {
        private final ZeroableKey key;
        private final Cipher cipher;

        AesGcm(byte[] key) {
            this.key = new ZeroableKey("AES", key);
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void seal(
                byte[] nonce,
                byte[] aad,
                int aadOffset,
                int aadLength,
                byte[] text,
                int textOffset,
                int textLength,
                byte[] destination,
                int destinationOffset) {
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
                cipher.updateAAD(aad, aadOffset, aadLength);
                cipher.doFinal(text, textOffset, textLength, destination, destinationOffset);
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public boolean open(
                byte[] nonce,
                byte[] aad,
                int aadOffset,
                int aadLength,
                byte[] sealed,
                int sealedOffset,
                int sealedLength,
                byte[] destination,
                int destinationOffset) {
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
                cipher.updateAAD(aad, aadOffset, aadLength);
                cipher.doFinal(sealed, sealedOffset, sealedLength, destination, destinationOffset);
                return true;
            } catch (AEADBadTagException e) {
                return false;
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void destroy() {
            key.destroy();
        }
    }

    private static final class AesCounterMode implements CounterModeCipher {
        private final ZeroableKey key;
        private final Cipher cipher;

        AesCounterMode(byte[] key) {
            this.key = new ZeroableKey("AES", key);
            try {
                cipher = Cipher.getInstance("AES/CTR/NoPadding");
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void apply(
                byte[] iv,
                byte[] source,
                int sourceOffset,
                int length,
                byte[] destination,
                int destinationOffset) {
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
                cipher.doFinal(source, sourceOffset, length, destination, destinationOffset);
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void destroy() {
            key.destroy();
        }
    }

    /**
     * RFC 2104 over the JDK's SHA-1. The JDK's own Mac makes an array per message and hashes the
     * padded key anew each time, as this does.
     */
    private static final class HmacSha1 implements MessageAuthenticator {
        private static final int BLOCK_BYTES = 64;
        private static final int SHA1_BYTES = 20;

        private final MessageDigest sha1;
        private final byte[] innerKey = new byte[BLOCK_BYTES];
        private final byte[] outerKey = new byte[BLOCK_BYTES];
        private final byte[] inner = new byte[SHA1_BYTES];
        private boolean begun;

        HmacSha1(byte[] key) {
            if (key.length > BLOCK_BYTES) {
                throw new IllegalArgumentException("a key of " + key.length + " bytes");
            }
            try {
                sha1 = MessageDigest.getInstance("SHA-1");
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
            for (int i = 0; i < BLOCK_BYTES; i++) {
                int own = i < key.length ? key[i] : 0;
                innerKey[i] = (byte) (own ^ 0x36);
                outerKey[i] = (byte) (own ^ 0x5c);
            }
        }

        @Override
        public void update(byte[] array, int offset, int length) {
            if (!begun) {
                begun = true;
                sha1.update(innerKey, 0, BLOCK_BYTES);
            }
            sha1.update(array, offset, length);
        }

        @Override
        public void finish(byte[] destination, int destinationOffset) {
            if (!begun) {
                sha1.update(innerKey, 0, BLOCK_BYTES);
            }
            begun = false;
            try {
                sha1.digest(inner, 0, SHA1_BYTES);
                sha1.update(outerKey, 0, BLOCK_BYTES);
                sha1.update(inner, 0, SHA1_BYTES);
                sha1.digest(destination, destinationOffset, SHA1_BYTES);
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void destroy() {
            Arrays.fill(innerKey, (byte) 0);
            Arrays.fill(outerKey, (byte) 0);
            sha1.reset();
        }
    }
}
