package org.consilium.perf.micro;

import org.consilium.media.srtp.AeadCipher;
import org.consilium.media.srtp.CounterModeCipher;
import org.consilium.media.srtp.MessageAuthenticator;
import org.consilium.media.srtp.SrtpCipherSuite;

/** Copies where a cipher encrypts and finds every tag right, so that only our own work is left. */
final class CopyingSuite implements SrtpCipherSuite {
    @Override
    public AeadCipher aesGcm(byte[] key) {
        return new Aead();
    }

    @Override
    public CounterModeCipher aesCounterMode(byte[] key) {
        return new CounterMode();
    }

    @Override
    public MessageAuthenticator hmacSha1(byte[] key) {
        return new Silence();
    }

    private static void copy(byte[] from, int fromOffset, byte[] to, int toOffset, int length) {
        if (from != to || fromOffset != toOffset) {
            System.arraycopy(from, fromOffset, to, toOffset, length);
        }
    }

    private static final class Aead implements AeadCipher {
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
            copy(text, textOffset, destination, destinationOffset, textLength);
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
            copy(sealed, sealedOffset, destination, destinationOffset, sealedLength - TAG_BYTES);
            return true;
        }

        @Override
        public void destroy() {}
    }

    private static final class CounterMode implements CounterModeCipher {
        @Override
        public void apply(
                byte[] iv,
                byte[] source,
                int sourceOffset,
                int length,
                byte[] destination,
                int destinationOffset) {
            copy(source, sourceOffset, destination, destinationOffset, length);
        }

        @Override
        public void destroy() {}
    }

    /** A code of whatever the caller's array held before: both directions must use zeroed ones. */
    private static final class Silence implements MessageAuthenticator {
        @Override
        public void update(byte[] array, int offset, int length) {}

        @Override
        public void finish(byte[] destination, int destinationOffset) {}

        @Override
        public void destroy() {}
    }
}
