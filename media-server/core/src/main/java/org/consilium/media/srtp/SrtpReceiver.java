package org.consilium.media.srtp;

import org.consilium.media.buffer.BigEndian;

/**
 * Unprotects what one peer sends: SRTP to RTP, SRTCP to RTCP (RFC 3711 §3.3, §3.4). Single writer:
 * the loop of the peer.
 *
 * <p>State changes only after the tag was right: packets of anybody else neither create an SSRC nor
 * move a window or a rollover counter. Replays and packets older than the window are refused before
 * the cipher is asked, because that is cheaper.
 *
 * <p>In every method source and destination are the same place of the same array, or do not
 * overlap. After a failure the bytes of the destination have no meaning.
 */
public final class SrtpReceiver {
    /**
     * Most SSRCs one peer may ever use: tracks times layers times two for RTX, with room for many
     * renegotiations.
     */
    public static final int DEFAULT_SSRC_LIMIT = 1024;

    /**
     * How late a packet may be. RFC 3711 §3.3.2 asks for at least 64; 1024 is about a second of 10
     * Mbit/s, so that a retransmission under its old number is still welcome.
     */
    private static final int RTP_WINDOW_BITS = 1024;

    /** RTCP comes some tens of times per second. */
    private static final int RTCP_WINDOW_BITS = 128;

    // RFC 3711 §3.2.1: the rollover counter has 32 bits.
    private static final long LAST_RTP_INDEX = (1L << 48) - 1;

    private final SrtpProfile profile;
    private final PacketTransform transform;
    private final SsrcIndexes rtp;
    private final SsrcIndexes rtcp;
    private boolean destroyed;

    /** Derives its session keys; the master key stays the caller's to destroy. */
    public SrtpReceiver(SrtpMasterKey master, SrtpCipherSuite suite) {
        this(master, suite, DEFAULT_SSRC_LIMIT);
    }

    /**
     * @param ssrcLimit most SSRCs, a power of two
     */
    public SrtpReceiver(SrtpMasterKey master, SrtpCipherSuite suite, int ssrcLimit) {
        profile = master.profile();
        transform = PacketTransform.of(master, suite);
        rtp = new SsrcIndexes(ssrcLimit, RTP_WINDOW_BITS);
        rtcp = new SsrcIndexes(ssrcLimit, RTCP_WINDOW_BITS);
    }

    public SrtpProfile profile() {
        return profile;
    }

    /**
     * Checks and decrypts one SRTP packet.
     *
     * @return the length of the RTP packet, or a code of {@link SrtpFailure}
     */
    public int unprotectRtp(
            byte[] source,
            int sourceOffset,
            int length,
            byte[] destination,
            int destinationOffset) {
        if (destroyed) {
            return SrtpFailure.DESTROYED;
        }
        int plainLength = length - profile.rtpOverheadBytes();
        int headerLength = RtpLayout.headerLength(source, sourceOffset, plainLength);
        if (headerLength < 0) {
            return SrtpFailure.MALFORMED;
        }
        if (destination.length - destinationOffset < plainLength) {
            return SrtpFailure.NO_SPACE;
        }
        int ssrc = RtpLayout.ssrc(source, sourceOffset);
        int sequence = RtpLayout.sequence(source, sourceOffset);
        int slot = rtp.find(ssrc);
        long index = slot < 0 ? sequence : rtp.guess(slot, sequence);
        int refusal = refusal(rtp, slot, index);
        if (refusal != SsrcIndexes.NOT_SEEN) {
            return refusal;
        }
        int result =
                transform.openRtp(
                        source,
                        sourceOffset,
                        headerLength,
                        length,
                        ssrc,
                        index,
                        destination,
                        destinationOffset);
        if (result >= 0) {
            mark(rtp, slot, ssrc, index);
        }
        return result;
    }

    /**
     * Checks and decrypts one SRTCP packet. One whose E bit is not set is only checked.
     *
     * @return the length of the compound RTCP packet, or a code of {@link SrtpFailure}
     */
    public int unprotectRtcp(
            byte[] source,
            int sourceOffset,
            int length,
            byte[] destination,
            int destinationOffset) {
        if (destroyed) {
            return SrtpFailure.DESTROYED;
        }
        int plainLength = length - profile.rtcpOverheadBytes();
        if (plainLength < PacketTransform.RTCP_HEADER_BYTES
                || !RtpLayout.isVersion2(source, sourceOffset)) {
            return SrtpFailure.MALFORMED;
        }
        if (destination.length - destinationOffset < plainLength) {
            return SrtpFailure.NO_SPACE;
        }
        int ssrc = BigEndian.i32(source, sourceOffset + 4);
        int word = transform.srtcpWord(source, sourceOffset, length);
        long index = word & ~PacketTransform.E_BIT;
        int slot = rtcp.find(ssrc);
        int refusal = refusal(rtcp, slot, index);
        if (refusal != SsrcIndexes.NOT_SEEN) {
            return refusal;
        }
        int result =
                transform.openRtcp(
                        source, sourceOffset, length, ssrc, word, destination, destinationOffset);
        if (result >= 0) {
            mark(rtcp, slot, ssrc, index);
        }
        return result;
    }

    /**
     * Unprotects several SRTP packets, in the order given. The shape lets a cipher that works on
     * several buffers at once be used without a change of the callers.
     *
     * @param lengths on entry the lengths, on return each packet's result as of {@link
     *     #unprotectRtp}
     * @return how many were good
     */
    public int unprotectRtpBatch(
            byte[] source,
            int[] sourceOffsets,
            int[] lengths,
            byte[] destination,
            int[] destinationOffsets,
            int count) {
        int done = 0;
        for (int i = 0; i < count; i++) {
            lengths[i] =
                    unprotectRtp(
                            source,
                            sourceOffsets[i],
                            lengths[i],
                            destination,
                            destinationOffsets[i]);
            if (lengths[i] >= 0) {
                done++;
            }
        }
        return done;
    }

    /** How many SSRCs the peer has used for RTP. */
    public int rtpSsrcCount() {
        return rtp.count();
    }

    /** Zeroes the keys. Later packets are refused. Idempotent. */
    public void destroy() {
        destroyed = true;
        transform.destroy();
    }

    private static int refusal(SsrcIndexes indexes, int slot, long index) {
        if (slot < 0) {
            return indexes.isFull() ? SrtpFailure.UNKNOWN_SSRC_LIMIT : SsrcIndexes.NOT_SEEN;
        }
        return index > LAST_RTP_INDEX ? SrtpFailure.TOO_OLD : indexes.check(slot, index);
    }

    private static void mark(SsrcIndexes indexes, int slot, int ssrc, long index) {
        if (slot < 0) {
            indexes.add(ssrc, index);
        } else {
            indexes.accept(slot, index);
        }
    }
}
