package org.consilium.media.stun;

import java.util.zip.CRC32;

/** The value of FINGERPRINT (RFC 8489 §14.7). */
final class StunFingerprint {
    private static final int XOR = 0x5354_554e;

    private StunFingerprint() {}

    /** Of the bytes before the attribute, whose length field already counts the attribute. */
    static int of(CRC32 crc, byte[] array, int offset, int length) {
        crc.reset();
        crc.update(array, offset, length);
        return (int) crc.getValue() ^ XOR;
    }
}
