package org.consilium.media.simulation;

import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.room.RoomCommand;

/** Watches everything an engine is told, so that it can be told to another engine later. */
public interface EngineInput {
    /** Before the engine sees it; the bytes are borrowed until return. */
    void onDatagram(NetworkPath path, byte[] datagram, long nowNanos);

    void onCommand(String room, RoomCommand command, long nowNanos);

    void onTimeout(long nowNanos);

    /** Nobody watches. */
    EngineInput UNWATCHED =
            new EngineInput() {
                @Override
                public void onDatagram(NetworkPath path, byte[] datagram, long nowNanos) {}

                @Override
                public void onCommand(String room, RoomCommand command, long nowNanos) {}

                @Override
                public void onTimeout(long nowNanos) {}
            };
}
