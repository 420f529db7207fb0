package org.consilium.server.signal;

import java.util.Optional;
import org.consilium.media.room.RoomSnapshot;

/** What is known of the open rooms, outside their loops. Any thread. */
public interface RoomOverview {
    /** The open room of this name. */
    Optional<RoomSnapshot> room(String name);

    /** Whether somebody of this identity is in the room. */
    boolean hasParticipant(String room, String identity);
}
