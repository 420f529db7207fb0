package org.consilium.server.config;

/**
 * How rooms behave whose token or creator says nothing else.
 *
 * @param autoCreate whether a join opens a room that is not open
 * @param emptyTimeoutSeconds how long a room waits for its first participant
 * @param departureTimeoutSeconds how long it stays after the last one left
 * @param maxParticipants most people in one room; 0 for no limit
 * @param resumeWindowSeconds how long somebody who lost the connection is kept
 */
public record RoomConfig(
        boolean autoCreate,
        int emptyTimeoutSeconds,
        int departureTimeoutSeconds,
        int maxParticipants,
        int resumeWindowSeconds) {}
