package org.consilium.media.peer;

/** Which protocol a datagram belongs to, by its first byte (RFC 7983 §7, RFC 5761 §4). */
final class DatagramKind {
    static final int UNKNOWN = 0;
    static final int STUN = 1;
    static final int DTLS = 2;
    static final int RTP = 3;
    static final int RTCP = 4;

    private DatagramKind() {}

    static int of(byte[] array, int offset, int length) {
        if (length < 2) {
            return UNKNOWN;
        }
        int first = array[offset] & 0xff;
        if (first >= 128 && first <= 191) {
            int second = array[offset + 1] & 0xff;
            // RFC 5761 §4: payload types 64..95 are not used for RTP where both share a port.
            return second >= 192 && second <= 223 ? RTCP : RTP;
        }
        if (first >= 20 && first <= 63) {
            return DTLS;
        }
        return first <= 3 ? STUN : UNKNOWN;
    }
}
