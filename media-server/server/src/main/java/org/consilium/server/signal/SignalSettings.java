package org.consilium.server.signal;

import org.consilium.media.room.RoomSettings;

/**
 * How signalling behaves.
 *
 * @param roomDefaults for rooms whose token says nothing else
 * @param autoCreateRooms whether a join opens a room that is not open
 * @param simulations whether clients may ask for the failures tests need; never in production
 * @param nodeId names this server to clients, {@code ND_…}
 * @param region told to clients; may be empty
 */
public record SignalSettings(
        RoomSettings roomDefaults,
        boolean autoCreateRooms,
        boolean simulations,
        String nodeId,
        String region) {
    /** Settings of a server that opens rooms for whoever has a token. */
    public static SignalSettings defaults(String nodeId) {
        return new SignalSettings(RoomSettings.DEFAULT, true, false, nodeId, "");
    }
}
