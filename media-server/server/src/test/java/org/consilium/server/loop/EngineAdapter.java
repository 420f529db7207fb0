package org.consilium.server.loop;

import org.consilium.media.EngineStatistics;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.room.RoomCommand;

/** An engine that does nothing; tests override what they watch. */
public class EngineAdapter implements Engine {
    @Override
    public void onDatagram(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {}

    @Override
    public void onCommand(String room, RoomCommand command, long nowNanos) {}

    @Override
    public void onTimeout(long nowNanos) {}

    @Override
    public void onBatchEnd(long nowNanos) {}

    @Override
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public EngineStatistics statistics() {
        return EngineStatistics.NONE;
    }
}
