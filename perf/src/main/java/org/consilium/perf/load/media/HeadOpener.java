package org.consilium.perf.load.media;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.IntMap;
import org.consilium.media.buffer.SerialNumbers;
import org.consilium.media.rtp.RtpPacket;
import org.consilium.media.srtp.CounterModeCipher;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.media.srtp.SrtpProfile;

/**
 * Decrypts only the first bytes of packets under AES-GCM, without looking at the tag: GCM is
 * counter mode, so any block can be had alone (NIST SP 800-38D §6.5, RFC 7714 §8.1). Those bytes
 * hold the payload descriptor and the time stamp, which is all that a generator reads; a fraction
 * of the packets is opened as a whole elsewhere. Allocates nothing. Single writer.
 */
final class HeadOpener {
    /** Bytes of payload that are decrypted. */
    static final int HEAD_BYTES = 48;

    private static final int BLOCK = 16;
    private static final int TAG = 16;
    private static final int RTP_ENCRYPTION = 0; // RFC 3711 §4.3.2
    private static final int RTP_SALT = 2;

    /** The highest packet index of one SSRC. */
    private static final class Index {
        private long highest = -1;
    }

    private final Cipher blocks;
    private final byte[] salt;
    private final byte[] counters = new byte[HEAD_BYTES];
    private final byte[] keyStream = new byte[HEAD_BYTES];
    private final IntMap<Index> indexes = new IntMap<>();

    /** With a copy of the master key and salt of one of the GCM profiles. */
    HeadOpener(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, SrtpCipherSuite suite) {
        byte[] key = derive(suite, masterKey, masterSalt, RTP_ENCRYPTION, profile.keyBytes());
        salt = derive(suite, masterKey, masterSalt, RTP_SALT, profile.saltBytes());
        try {
            blocks = Cipher.getInstance("AES/ECB/NoPadding");
            blocks.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a derived key is a key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    /** RFC 3711 §4.3.3 with the padding of RFC 7714 §11. */
    private static byte[] derive(
            SrtpCipherSuite suite, byte[] masterKey, byte[] masterSalt, int label, int length) {
        byte[] iv = Arrays.copyOf(masterSalt, CounterModeCipher.IV_BYTES);
        iv[7] ^= (byte) label;
        var derived = new byte[length];
        CounterModeCipher function = suite.aesCounterMode(masterKey);
        function.apply(iv, derived, 0, length, derived, 0);
        function.destroy();
        return derived;
    }

    /**
     * Decrypts the head in place.
     *
     * @return bytes of the packet without its tag, −1 when it is no RTP
     */
    int open(byte[] array, int offset, int length) {
        int header = RtpPacket.headerLength(array, offset, length - TAG);
        if (header < 0) {
            return -1;
        }
        int ssrc = RtpPacket.ssrc(array, offset);
        Index index = indexes.get(ssrc);
        if (index == null) {
            index = new Index();
            indexes.put(ssrc, index);
        }
        int sequence = RtpPacket.sequence(array, offset);
        long number =
                index.highest < 0 ? sequence : SerialNumbers.extend16(index.highest, sequence);
        index.highest = Math.max(index.highest, number);
        for (int block = 0; block < HEAD_BYTES; block += BLOCK) {
            BigEndian.putU16(counters, block, BigEndian.u16(salt, 0));
            BigEndian.putI32(counters, block + 2, BigEndian.i32(salt, 2) ^ ssrc);
            BigEndian.putU16(
                    counters, block + 6, BigEndian.u16(salt, 6) ^ ((int) (number >>> 32) & 0xffff));
            BigEndian.putI32(counters, block + 8, BigEndian.i32(salt, 8) ^ (int) number);
            // Counter 1 belongs to the tag.
            BigEndian.putI32(counters, block + 12, 2 + block / BLOCK);
        }
        try {
            int unused = blocks.update(counters, 0, HEAD_BYTES, keyStream, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the key stream is as long as its counters", e);
        }
        int payload = offset + header;
        int head = Math.min(HEAD_BYTES, length - TAG - header);
        for (int i = 0; i < head; i++) {
            array[payload + i] ^= keyStream[i];
        }
        return length - TAG;
    }
}
