package org.consilium.media.room;

/** The kind of a media track (W3C Media Capture and Streams, {@code MediaStreamTrack.kind}). */
public enum TrackKind {
    AUDIO,
    VIDEO
}
