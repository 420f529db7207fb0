package org.consilium.media.room;

/** A room as it stood at one moment. */
public record RoomSnapshot(
        String sid,
        String name,
        RoomSettings settings,
        String metadata,
        long createdAtMillis,
        int participants,
        int publishers,
        boolean recording) {}
