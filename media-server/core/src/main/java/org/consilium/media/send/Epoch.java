package org.consilium.media.send;

import org.consilium.media.rtp.RtpSource;

/**
 * A stretch of the outgoing stream that one source feeds with constant offsets; a switch, a resume
 * or a jump of the source begins the next. Made per switch, never per packet.
 *
 * @param source where the packets come from
 * @param firstSequence the source's extended number of the first packet; older ones do not belong
 * @param timestampOffset added to the source's timestamps
 * @param timestampDelay how much of the offset was only added to stay behind what had been sent, in
 *     ticks; the next switch takes it back
 * @param catchUpTimestamp frames captured before this source timestamp, given to a receiver when
 *     they are history, are drawn near to it, so that it does not play out late ever after
 * @param pictureIdOffset added to VP9 picture ids; those of VP8 close up instead
 * @param tl0Offset added to TL0PICIDX
 * @param keyIndexOffset added to KEYIDX
 * @param frameNumberOffset added to the frame numbers of dependency descriptors
 */
record Epoch(
        RtpSource source,
        long firstSequence,
        int timestampOffset,
        int timestampDelay,
        int catchUpTimestamp,
        int pictureIdOffset,
        int tl0Offset,
        int keyIndexOffset,
        int frameNumberOffset) {
    /** What is left of the time between frames of history: 1 s becomes 31 ms. */
    private static final int CATCH_UP = 32;

    /** The outgoing timestamp of a source's. */
    int timestamp(int sourceTimestamp) {
        int behind = catchUpTimestamp - sourceTimestamp;
        int drawn = behind > 0 ? behind - (behind + CATCH_UP - 1) / CATCH_UP : 0;
        return sourceTimestamp + timestampOffset + drawn;
    }
}
