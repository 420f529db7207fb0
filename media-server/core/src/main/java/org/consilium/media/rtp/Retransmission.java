package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;

/** The retransmission payload format (RFC 4588 §4). Stateless. */
public final class Retransmission {
    /** Bytes of the original sequence number (OSN) before the original payload. */
    public static final int ORIGINAL_SEQUENCE_LENGTH = 2;

    private Retransmission() {}

    /**
     * Turns a retransmission into its original, in place: the header moves over the OSN, so that
     * the original begins {@link #ORIGINAL_SEQUENCE_LENGTH} bytes later and is as much shorter.
     * Only for payloads of at least that many bytes; shorter ones are padding.
     */
    public static void restore(
            byte[] array, int offset, int headerLength, int ssrc, int payloadType) {
        int sequence = BigEndian.u16(array, offset + headerLength);
        int original = offset + ORIGINAL_SEQUENCE_LENGTH;
        System.arraycopy(array, offset, array, original, headerLength);
        array[original + 1] = (byte) ((array[original + 1] & 0x80) | payloadType);
        BigEndian.putU16(array, original + 2, sequence);
        BigEndian.putI32(array, original + 8, ssrc);
    }
}
