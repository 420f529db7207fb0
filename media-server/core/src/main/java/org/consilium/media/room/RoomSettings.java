package org.consilium.media.room;

/**
 * How a room behaves, fixed when it opens.
 *
 * @param emptyTimeoutSeconds how long it waits for its first participant
 * @param departureTimeoutSeconds how long it stays after the last one left
 * @param maxParticipants most people at once; 0 for no limit
 * @param resumeWindowSeconds how long a participant who lost signalling or media is kept
 */
public record RoomSettings(
        int emptyTimeoutSeconds,
        int departureTimeoutSeconds,
        int maxParticipants,
        int resumeWindowSeconds) {
    public static final RoomSettings DEFAULT = new RoomSettings(300, 20, 0, 30);

    public RoomSettings {
        if (emptyTimeoutSeconds < 0
                || departureTimeoutSeconds < 0
                || maxParticipants < 0
                || resumeWindowSeconds < 0) {
            throw new IllegalArgumentException("negative room setting");
        }
    }
}
