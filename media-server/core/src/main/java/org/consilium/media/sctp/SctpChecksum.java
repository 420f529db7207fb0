package org.consilium.media.sctp;

import java.util.zip.CRC32C;
import org.consilium.media.buffer.BigEndian;

/** The CRC32c of a packet (RFC 9260 §6.8 and appendix A). Single writer: its association. */
final class SctpChecksum {
    private static final int FIELD_OFFSET = 8;
    private static final byte[] ZERO_FIELD = new byte[4];

    private final CRC32C crc = new CRC32C();

    /** Whether the checksum of the packet is right. The packet has at least 12 bytes. */
    boolean matches(byte[] array, int offset, int length) {
        return BigEndian.i32(array, offset + FIELD_OFFSET) == compute(array, offset, length);
    }

    /** Writes the checksum into the packet. */
    void seal(byte[] array, int offset, int length) {
        BigEndian.putI32(array, offset + FIELD_OFFSET, compute(array, offset, length));
    }

    private int compute(byte[] array, int offset, int length) {
        crc.reset();
        crc.update(array, offset, FIELD_OFFSET);
        crc.update(ZERO_FIELD);
        int rest = FIELD_OFFSET + ZERO_FIELD.length;
        crc.update(array, offset + rest, length - rest);
        // The field is the one thing in SCTP that goes out least significant byte first.
        return Integer.reverseBytes((int) crc.getValue());
    }
}
