package org.consilium.media.room;

/** What a track shows or carries, as its publisher says. */
public enum TrackSource {
    UNKNOWN,
    CAMERA,
    MICROPHONE,
    SCREEN_SHARE,
    SCREEN_SHARE_AUDIO
}
