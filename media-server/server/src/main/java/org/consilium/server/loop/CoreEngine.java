package org.consilium.server.loop;

import org.consilium.media.EngineStatistics;
import org.consilium.media.MediaEngine;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.room.RoomCommand;

/** The media core as a loop runs it. Adds nothing. */
public final class CoreEngine implements Engine {
    private final MediaEngine engine;

    public CoreEngine(MediaEngine engine) {
        this.engine = engine;
    }

    @Override
    public void onDatagram(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        engine.onDatagram(path, array, offset, length, nowNanos);
    }

    @Override
    public void onCommand(String room, RoomCommand command, long nowNanos) {
        engine.onCommand(room, command, nowNanos);
    }

    @Override
    public void onTimeout(long nowNanos) {
        engine.onTimeout(nowNanos);
    }

    @Override
    public void onBatchEnd(long nowNanos) {
        engine.onBatchEnd(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return engine.nextDeadlineNanos();
    }

    @Override
    public EngineStatistics statistics() {
        return engine.statistics();
    }
}
