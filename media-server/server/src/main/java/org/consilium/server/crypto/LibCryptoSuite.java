package org.consilium.server.crypto;

import java.util.Optional;
import org.consilium.media.srtp.AeadCipher;
import org.consilium.media.srtp.CounterModeCipher;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.MessageAuthenticator;
import org.consilium.media.srtp.SrtpCipherSuite;

/**
 * AES by the system's libcrypto: one context per key, only the nonce per packet. HMAC stays with
 * the JDK, which is as fast and has no context to free.
 *
 * <p>Thread-safe; the ciphers belong to one loop each. A cipher's native memory is freed by {@code
 * destroy}, and only by it.
 */
public final class LibCryptoSuite implements SrtpCipherSuite {
    private final JdkCipherSuite jdk = new JdkCipherSuite();

    private LibCryptoSuite() {}

    /** The suite, where the machine has the library. */
    public static Optional<LibCryptoSuite> ofThisMachine() {
        return LibCrypto.isThere() ? Optional.of(new LibCryptoSuite()) : Optional.empty();
    }

    /** The library's own name and version. */
    public String version() {
        return LibCrypto.version();
    }

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
        return jdk.hmacSha1(key);
    }

    /** A native context that exists until it is destroyed, once. */
    private abstract static class Context {
        private long pointer;

        Context(LibCrypto.Kind kind, byte[] key) {
            pointer = LibCrypto.open(kind, key);
        }

        /** Never of freed memory: that would take the whole process down. */
        protected final long pointer() {
            if (pointer == 0) {
                throw new IllegalStateException("the cipher was destroyed");
            }
            return pointer;
        }

        protected final void free() {
            if (pointer != 0) {
                LibCrypto.free(pointer);
                pointer = 0;
            }
        }

        /** With the arguments we give, libcrypto has no reason to fail: this is a bug. */
        protected static void expect(boolean done) {
            if (!done) {
                throw new IllegalStateException("libcrypto refused to work");
            }
        }
    }

    private static final class AesGcm extends Context implements AeadCipher {
        AesGcm(byte[] key) {
            super(key.length == 16 ? LibCrypto.Kind.AES_128_GCM : LibCrypto.Kind.AES_256_GCM, key);
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
            long context = pointer();
            NativeDesk desk = NativeDesk.here();
            expect(LibCrypto.begin(context, desk, nonce, true));
            expect(LibCrypto.associate(context, desk, aad, aadOffset, aadLength));
            expect(
                    LibCrypto.update(
                            context,
                            desk,
                            text,
                            textOffset,
                            textLength,
                            destination,
                            destinationOffset));
            expect(LibCrypto.end(context, desk));
            expect(
                    LibCrypto.readTag(
                            context, desk, destination, destinationOffset + textLength, TAG_BYTES));
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
            int textLength = sealedLength - TAG_BYTES;
            if (textLength < 0) {
                return false;
            }
            long context = pointer();
            NativeDesk desk = NativeDesk.here();
            expect(LibCrypto.begin(context, desk, nonce, false));
            expect(LibCrypto.associate(context, desk, aad, aadOffset, aadLength));
            expect(
                    LibCrypto.update(
                            context,
                            desk,
                            sealed,
                            sealedOffset,
                            textLength,
                            destination,
                            destinationOffset));
            expect(
                    LibCrypto.expectTag(
                            context, desk, sealed, sealedOffset + textLength, TAG_BYTES));
            return LibCrypto.end(context, desk);
        }

        @Override
        public void destroy() {
            free();
        }
    }

    private static final class AesCounterMode extends Context implements CounterModeCipher {
        AesCounterMode(byte[] key) {
            super(key.length == 16 ? LibCrypto.Kind.AES_128_CTR : LibCrypto.Kind.AES_256_CTR, key);
        }

        @Override
        public void apply(
                byte[] iv,
                byte[] source,
                int sourceOffset,
                int length,
                byte[] destination,
                int destinationOffset) {
            long context = pointer();
            NativeDesk desk = NativeDesk.here();
            expect(LibCrypto.begin(context, desk, iv, true));
            expect(
                    LibCrypto.update(
                            context,
                            desk,
                            source,
                            sourceOffset,
                            length,
                            destination,
                            destinationOffset));
        }

        @Override
        public void destroy() {
            free();
        }
    }
}
