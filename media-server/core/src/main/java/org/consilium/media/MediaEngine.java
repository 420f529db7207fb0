package org.consilium.media;

import java.util.random.RandomGenerator;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.room.DataPacketCodec;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomListener;

/**
 * The door of the media core: all rooms of one media loop.
 *
 * <p>Single writer: every method is called on the loop's thread. The engine never asks for a
 * packet, the time or randomness; datagrams leave through the {@link DatagramSink}, which must not
 * call back in. {@code nowNanos} is monotonic and read once per batch.
 */
public final class MediaEngine {

    public MediaEngine(
            EngineConfig config,
            DtlsProvider dtls,
            DataPacketCodec dataPackets,
            RandomGenerator random,
            DatagramSink sink,
            RoomListener listener) {}

    /** One datagram; the bytes are borrowed until return and may be changed. */
    public void onDatagram(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {}

    /** A command for the room of this name; {@code Open} and {@code Join} open it if need be. */
    public void onCommand(String room, RoomCommand command, long nowNanos) {}

    /** Called when {@link #nextDeadlineNanos} has come; calling it early does no harm. */
    public void onTimeout(long nowNanos) {}

    /** Called after each batch of datagrams, commands and timeouts: sends what was gathered. */
    public void onBatchEnd(long nowNanos) {}

    /** When {@link #onTimeout} is due; {@link Long#MAX_VALUE} when nothing waits. */
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** A copy of the counters. */
    public EngineStatistics statistics() {
        return new EngineStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
