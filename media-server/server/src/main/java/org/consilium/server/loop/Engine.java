package org.consilium.server.loop;

import org.consilium.media.EngineStatistics;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.room.RoomCommand;

/**
 * What a loop runs. In production it is the media core ({@link CoreEngine}); tests of the loop run
 * smaller ones.
 *
 * <p>Single writer: every method is called on the loop's thread.
 */
public interface Engine {
    void onDatagram(NetworkPath path, byte[] array, int offset, int length, long nowNanos);

    void onCommand(String room, RoomCommand command, long nowNanos);

    /** Called when {@link #nextDeadlineNanos} has come. */
    void onTimeout(long nowNanos);

    /** Called once after everything of one batch. */
    void onBatchEnd(long nowNanos);

    /** {@link Long#MAX_VALUE} when nothing waits. */
    long nextDeadlineNanos();

    EngineStatistics statistics();
}
