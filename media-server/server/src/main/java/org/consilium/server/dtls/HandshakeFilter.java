package org.consilium.server.dtls;

import org.consilium.media.buffer.BigEndian;

/**
 * Looks at datagrams before BouncyCastle does, because it allocates what a fragment's header claims
 * its message to be long: up to 16 MB for each of 16 messages, for anybody who can send a datagram.
 *
 * <p>Stateless.
 */
final class HandshakeFilter {
    /** Far above a ClientHello with post-quantum key shares or a certificate with RSA 4096. */
    static final int MAX_MESSAGE_BYTES = 8192;

    static final int RECORD_HEADER_BYTES = 13;
    private static final int MESSAGE_HEADER_BYTES = 12;
    private static final int HANDSHAKE = 22;

    private HandshakeFilter() {}

    /** Whether the first record's header may be one of DTLS 1.0 to 1.3 in its old form. */
    static boolean isPlausible(byte[] array, int offset, int length) {
        return length >= RECORD_HEADER_BYTES
                && array[offset] >= 20
                && array[offset] <= 25
                && array[offset + 1] == (byte) 0xfe;
    }

    /**
     * Whether no handshake fragment in the clear claims too long a message, and all of them lie
     * within their records.
     */
    static boolean isHarmless(byte[] array, int offset, int length) {
        int end = offset + length;
        int record = offset;
        while (end - record >= RECORD_HEADER_BYTES) {
            int body = record + RECORD_HEADER_BYTES;
            int bodyEnd = body + BigEndian.u16(array, record + 11);
            if (bodyEnd > end) {
                return false;
            }
            boolean clear = BigEndian.u16(array, record + 3) == 0;
            if (array[record] == HANDSHAKE && clear && !messagesAreShort(array, body, bodyEnd)) {
                return false;
            }
            record = bodyEnd;
        }
        return true;
    }

    private static boolean messagesAreShort(byte[] array, int from, int end) {
        int message = from;
        while (end - message >= MESSAGE_HEADER_BYTES) {
            if (BigEndian.u24(array, message + 1) > MAX_MESSAGE_BYTES) {
                return false;
            }
            message += MESSAGE_HEADER_BYTES + BigEndian.u24(array, message + 9);
        }
        return true;
    }
}
