package org.consilium.media.simulation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.dtls.DtlsRole;
import org.jspecify.annotations.Nullable;

/**
 * Stands for DTLS where a whole conference runs in virtual time: one round trip of random numbers,
 * from which both ends make the same keys. No secrecy, but the same shape: lost flights, records,
 * application data. The real one is tested with real sockets and browsers.
 *
 * <p>Wire: 22 1 clientRandom[16]; 22 2 clientRandom[16] serverRandom[16]; 23 data; 21 ends it.
 */
final class TestDtls implements DtlsProvider {
    static final int RANDOM_BYTES = 16;
    private static final int AEAD_AES_128_GCM = 7;

    private final RandomGenerator random;

    TestDtls(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public DtlsEndpoint open() {
        return new Server();
    }

    @Override
    public boolean mayHandshake(NetworkPath path, long nowNanos) {
        return true;
    }

    /** 2 × 16 bytes of key and 2 × 12 of salt. */
    static byte[] keyingMaterial(byte[] clientRandom, byte[] serverRandom) {
        try {
            var sha = MessageDigest.getInstance("SHA-512");
            sha.update(clientRandom);
            sha.update(serverRandom);
            return Arrays.copyOf(sha.digest(), 56);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private final class Server implements DtlsEndpoint {
        private @Nullable DtlsEvents events;
        private byte @Nullable [] serverRandom;

        @Override
        public DtlsFingerprint localFingerprint() {
            return new DtlsFingerprint("sha-256", "AA" + ":BB".repeat(31));
        }

        @Override
        public void start(DtlsRole role, List<DtlsFingerprint> expected, DtlsEvents newEvents) {
            events = newEvents;
        }

        @Override
        public void onDatagram(byte[] array, int offset, int length) {
            DtlsEvents told = events;
            if (told == null) {
                return;
            }
            if (array[offset] == 23) {
                told.onApplicationData(array, offset + 1, length - 1);
                return;
            }
            if (array[offset] == 21) {
                events = null;
                told.onEnd(DtlsEnd.HANDSHAKE_FAILED);
                return;
            }
            if (length != 2 + RANDOM_BYTES || array[offset + 1] != 1) {
                return;
            }
            byte[] clientRandom = Arrays.copyOfRange(array, offset + 2, offset + length);
            boolean first = serverRandom == null;
            if (serverRandom == null) {
                serverRandom = new byte[RANDOM_BYTES];
                for (int i = 0; i < RANDOM_BYTES; i++) {
                    serverRandom[i] = (byte) random.nextInt();
                }
            }
            byte[] answer = new byte[2 + 2 * RANDOM_BYTES];
            answer[0] = 22;
            answer[1] = 2;
            System.arraycopy(clientRandom, 0, answer, 2, RANDOM_BYTES);
            System.arraycopy(serverRandom, 0, answer, 2 + RANDOM_BYTES, RANDOM_BYTES);
            told.onTransmit(answer, 0, answer.length);
            if (first) {
                told.onEstablished(AEAD_AES_128_GCM, keyingMaterial(clientRandom, serverRandom));
            }
        }

        @Override
        public boolean send(byte[] array, int offset, int length) {
            DtlsEvents told = events;
            if (told == null || serverRandom == null) {
                return false;
            }
            byte[] record = new byte[1 + length];
            record[0] = 23;
            System.arraycopy(array, offset, record, 1, length);
            told.onTransmit(record, 0, record.length);
            return true;
        }

        @Override
        public void close() {
            events = null;
        }
    }
}
