package org.consilium.media.room;

/** Told of room events on the room's loop; must return at once. */
@FunctionalInterface
public interface RoomListener {
    void onEvent(RoomEvent event);
}
