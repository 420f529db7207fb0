package org.consilium.media.room;

import org.consilium.media.peer.LoopSurroundings;
import org.consilium.media.peer.negotiation.CodecPolicy;

/**
 * What all rooms of one loop share.
 *
 * @param scratch where packets are written before they are encrypted; used within one call only
 * @param wallClockOffsetNanos what to add to the loop's time to get nanoseconds since 1970
 */
public record RoomSurroundings(
        LoopSurroundings loop,
        Ids ids,
        DataPacketCodec dataPackets,
        CodecPolicy codecs,
        RoomCounters counters,
        RoomListener listener,
        byte[] scratch,
        long wallClockOffsetNanos) {
    /** Larger than any datagram, header extensions and retransmission header included. */
    public static final int SCRATCH_BYTES = 2048;

    long nowNanos() {
        return loop.time().nowNanos();
    }

    long wallClockMillis() {
        return (loop.time().nowNanos() + wallClockOffsetNanos) / 1_000_000;
    }
}
