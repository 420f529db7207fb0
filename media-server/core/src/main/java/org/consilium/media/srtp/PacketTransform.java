package org.consilium.media.srtp;

/**
 * Seals and opens the bytes of one packet whose index is already known; knows nothing of replay or
 * rollover. One instance per direction, with its own scratch arrays. Single writer.
 *
 * <p>Lengths were checked by the caller. Source and destination are the same place or do not
 * overlap. {@code open} methods return the plain length or {@link SrtpFailure#AUTH_FAILED}.
 */
sealed interface PacketTransform permits GcmTransform, CounterModeTransform {
    /** The first two words of RTCP, which stay in the clear (RFC 3711 §3.4). */
    int RTCP_HEADER_BYTES = 8;

    /** The E bit of the word that ends an SRTCP packet (RFC 3711 §3.4). */
    int E_BIT = 0x8000_0000;

    static PacketTransform of(SrtpMasterKey master, SrtpCipherSuite suite) {
        return master.profile().isAead()
                ? GcmTransform.of(master, suite)
                : new CounterModeTransform(master, suite);
    }

    /** The word with the E bit and the SRTCP index of a protected packet. */
    int srtcpWord(byte[] source, int sourceOffset, int length);

    int sealRtp(
            byte[] source,
            int sourceOffset,
            int headerLength,
            int length,
            int ssrc,
            long index,
            byte[] destination,
            int destinationOffset);

    int openRtp(
            byte[] source,
            int sourceOffset,
            int headerLength,
            int length,
            int ssrc,
            long index,
            byte[] destination,
            int destinationOffset);

    int sealRtcp(
            byte[] source,
            int sourceOffset,
            int length,
            int ssrc,
            int index,
            byte[] destination,
            int destinationOffset);

    /**
     * @param word as {@link #srtcpWord} returned it; without the E bit the packet is only
     *     authenticated
     */
    int openRtcp(
            byte[] source,
            int sourceOffset,
            int length,
            int ssrc,
            int word,
            byte[] destination,
            int destinationOffset);

    void destroy();
}
