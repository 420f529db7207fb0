package org.consilium.media.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * The ciphers every JDK has. Cipher objects are kept and only given a new nonce per packet, which
 * the JDK's interface makes cost some small objects (measured elsewhere: 0.9 kB for GCM); we add
 * none of our own. A wrong GCM tag is an exception inside the JDK; it does not leave this class.
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

    private static final class HmacSha1 implements MessageAuthenticator {
        private final ZeroableKey key;
        private final Mac mac;

        HmacSha1(byte[] key) {
            this.key = new ZeroableKey("HmacSHA1", key);
            try {
                mac = Mac.getInstance("HmacSHA1");
                mac.init(this.key);
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void update(byte[] array, int offset, int length) {
            mac.update(array, offset, length);
        }

        @Override
        public void finish(byte[] destination, int destinationOffset) {
            try {
                mac.doFinal(destination, destinationOffset);
            } catch (GeneralSecurityException e) {
                throw impossible(e);
            }
        }

        @Override
        public void destroy() {
            key.destroy();
        }
    }
}
