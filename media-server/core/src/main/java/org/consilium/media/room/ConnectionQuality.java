package org.consilium.media.room;

/** How good a participant's connection is. */
public enum ConnectionQuality {
    EXCELLENT,
    GOOD,
    POOR,
    /** No media of an unmuted track arrives; some clients then reconnect, so never by mistake. */
    LOST
}
