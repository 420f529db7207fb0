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
 * @param tl0Offset added to TL0PICIDX
 * @param keyIndexOffset added to KEYIDX
 */
record Epoch(
        RtpSource source,
        long firstSequence,
        int timestampOffset,
        int timestampDelay,
        int tl0Offset,
        int keyIndexOffset) {}
