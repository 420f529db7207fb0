package org.consilium.media.sctp;

import org.consilium.media.buffer.BigEndian;

/**
 * What we need to know again when our cookie comes back (RFC 9260 §5.1.3).
 *
 * @param createdNanos when it was made, on the clock we are told
 * @param localTag the tag we gave in the INIT ACK
 * @param localInitialTsn our first TSN
 * @param localTieTag our tag of the association that existed then, or 0 (§5.2.2)
 * @param peerTieTag the peer's tag of that association, or 0
 * @param peer what its INIT said
 */
record StateCookie(
        long createdNanos,
        int localTag,
        long localInitialTsn,
        int localTieTag,
        int peerTieTag,
        PeerParameters peer) {
    static final int BYTES = 44;

    static StateCookie read(byte[] array) {
        int flags = BigEndian.u16(array, 40);
        var peer =
                new PeerParameters(
                        BigEndian.i32(array, 24),
                        BigEndian.u32(array, 28),
                        BigEndian.u16(array, 36),
                        BigEndian.u16(array, 38),
                        BigEndian.u32(array, 32),
                        (flags & 1) != 0,
                        (flags & 2) != 0);
        return new StateCookie(
                BigEndian.i64(array, 0),
                BigEndian.i32(array, 8),
                BigEndian.u32(array, 12),
                BigEndian.i32(array, 16),
                BigEndian.i32(array, 20),
                peer);
    }

    void write(byte[] array) {
        BigEndian.putI64(array, 0, createdNanos);
        BigEndian.putI32(array, 8, localTag);
        BigEndian.putU32(array, 12, localInitialTsn);
        BigEndian.putI32(array, 16, localTieTag);
        BigEndian.putI32(array, 20, peerTieTag);
        BigEndian.putI32(array, 24, peer.tag());
        BigEndian.putU32(array, 28, peer.windowBytes());
        BigEndian.putU32(array, 32, peer.initialTsn());
        BigEndian.putU16(array, 36, peer.outboundStreams());
        BigEndian.putU16(array, 38, peer.inboundStreams());
        int flags = (peer.supportsForwardTsn() ? 1 : 0) | (peer.supportsReset() ? 2 : 0);
        BigEndian.putU16(array, 40, flags);
    }
}
