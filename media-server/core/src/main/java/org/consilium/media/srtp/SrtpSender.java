package org.consilium.media.srtp;

import org.consilium.media.buffer.BigEndian;

/**
 * Protects what we send to one peer: RTP to SRTP, RTCP to SRTCP (RFC 3711 §3.3, §3.4). Single
 * writer: the loop of the peer.
 *
 * <p>Every packet's nonce is its SSRC and its index, so no SSRC may protect a sequence number
 * twice: with GCM two different packets under one nonce reveal the exclusive-or of their payloads
 * and the authentication key itself, and a changed header extension (a transport-wide sequence
 * number, a send time) is already a different packet. Such a call is refused with {@link
 * SrtpFailure#REUSED_INDEX}, and one whose sequence number is further back than the sender
 * remembers with {@link SrtpFailure#TOO_OLD}. Whoever retransmits does it by RTX with numbers of
 * its own (RFC 4588), or keeps the protected bytes and sends the very same ones.
 *
 * <p>A stream should begin with a sequence number below 2^15, so that the loss of its first packets
 * cannot make the peer guess the rollover counter wrong (RFC 3711 §3.3.1).
 *
 * <p>In every method source and destination are the same place of the same array, or do not
 * overlap; the destination has room for the profile's overhead.
 */
public final class SrtpSender {
    /** Most SSRCs one peer is ever sent. Each subscription takes one or two of its own for life. */
    public static final int DEFAULT_SSRC_LIMIT = 8192;

    /** Senders count upwards; only a pacer with several queues may swap a few packets. */
    private static final int WINDOW_BITS = 128;

    // RFC 3711 §9.2: 2^48 RTP packets, 2^31 RTCP packets under one master key.
    private static final long LAST_RTP_INDEX = (1L << 48) - 1;
    private static final long LAST_RTCP_INDEX = (1L << 31) - 1;

    private final SrtpProfile profile;
    private final PacketTransform transform;
    private final SsrcIndexes rtp;
    private final SsrcIndexes rtcp;
    private boolean destroyed;

    /** Derives its session keys; the master key stays the caller's to destroy. */
    public SrtpSender(SrtpMasterKey master, SrtpCipherSuite suite) {
        this(master, suite, DEFAULT_SSRC_LIMIT);
    }

    /**
     * @param ssrcLimit most SSRCs, a power of two
     */
    public SrtpSender(SrtpMasterKey master, SrtpCipherSuite suite, int ssrcLimit) {
        profile = master.profile();
        transform = PacketTransform.of(master, suite);
        rtp = new SsrcIndexes(ssrcLimit, WINDOW_BITS);
        rtcp = new SsrcIndexes(ssrcLimit, 64);
    }

    public SrtpProfile profile() {
        return profile;
    }

    /**
     * Protects one RTP packet.
     *
     * @return the new length, or a code of {@link SrtpFailure}
     */
    public int protectRtp(
            byte[] source,
            int sourceOffset,
            int length,
            byte[] destination,
            int destinationOffset) {
        if (destroyed) {
            return SrtpFailure.DESTROYED;
        }
        int headerLength = RtpLayout.headerLength(source, sourceOffset, length);
        if (headerLength < 0) {
            return SrtpFailure.MALFORMED;
        }
        if (destination.length - destinationOffset < length + profile.rtpOverheadBytes()) {
            return SrtpFailure.NO_SPACE;
        }
        int ssrc = RtpLayout.ssrc(source, sourceOffset);
        int sequence = RtpLayout.sequence(source, sourceOffset);
        int slot = rtp.find(ssrc);
        long index = slot < 0 ? sequence : rtp.guess(slot, sequence);
        int refusal = refusal(rtp, slot, index, LAST_RTP_INDEX);
        if (refusal != SsrcIndexes.NOT_SEEN) {
            return refusal;
        }
        // Marked first: whatever happens behind the cipher, this nonce is spent.
        mark(rtp, slot, ssrc, index);
        return transform.sealRtp(
                source,
                sourceOffset,
                headerLength,
                length,
                ssrc,
                index,
                destination,
                destinationOffset);
    }

    /**
     * Protects one compound RTCP packet; its SSRC is the first packet's sender.
     *
     * @return the new length, or a code of {@link SrtpFailure}
     */
    public int protectRtcp(
            byte[] source,
            int sourceOffset,
            int length,
            byte[] destination,
            int destinationOffset) {
        if (destroyed) {
            return SrtpFailure.DESTROYED;
        }
        if (length < PacketTransform.RTCP_HEADER_BYTES
                || !RtpLayout.isVersion2(source, sourceOffset)) {
            return SrtpFailure.MALFORMED;
        }
        if (destination.length - destinationOffset < length + profile.rtcpOverheadBytes()) {
            return SrtpFailure.NO_SPACE;
        }
        int ssrc = BigEndian.i32(source, sourceOffset + 4);
        int slot = rtcp.find(ssrc);
        long index = slot < 0 ? 0 : rtcp.highest(slot) + 1;
        int refusal = refusal(rtcp, slot, index, LAST_RTCP_INDEX);
        if (refusal != SsrcIndexes.NOT_SEEN) {
            return refusal;
        }
        mark(rtcp, slot, ssrc, index);
        return transform.sealRtcp(
                source, sourceOffset, length, ssrc, (int) index, destination, destinationOffset);
    }

    /**
     * Protects several RTP packets, in the order given. The shape lets a cipher that works on
     * several buffers at once be used without a change of the callers.
     *
     * @param lengths on entry the lengths, on return each packet's result as of {@link #protectRtp}
     * @return how many were protected
     */
    public int protectRtpBatch(
            byte[] source,
            int[] sourceOffsets,
            int[] lengths,
            byte[] destination,
            int[] destinationOffsets,
            int count) {
        int done = 0;
        for (int i = 0; i < count; i++) {
            lengths[i] =
                    protectRtp(
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

    /** Zeroes the keys. Later packets are refused. Idempotent. */
    public void destroy() {
        destroyed = true;
        transform.destroy();
    }

    private static int refusal(SsrcIndexes indexes, int slot, long index, long last) {
        if (index > last) {
            return SrtpFailure.KEY_EXHAUSTED;
        }
        if (slot < 0) {
            return indexes.isFull() ? SrtpFailure.UNKNOWN_SSRC_LIMIT : SsrcIndexes.NOT_SEEN;
        }
        int status = indexes.check(slot, index);
        return status == SrtpFailure.REPLAYED ? SrtpFailure.REUSED_INDEX : status;
    }

    private static void mark(SsrcIndexes indexes, int slot, int ssrc, long index) {
        if (slot < 0) {
            indexes.add(ssrc, index);
        } else {
            indexes.accept(slot, index);
        }
    }
}
