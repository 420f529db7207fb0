package org.consilium.media.ice;

/** How a transport's connectivity stands; the names follow W3C WebRTC §5.6.4. */
public enum IceState {
    /** No authenticated check has arrived yet. */
    NEW,
    /** Checks arrive, no pair is nominated yet. */
    CHECKING,
    /** A pair is nominated and alive. */
    CONNECTED,
    /** Silence for longer than {@link IceTimeouts#disconnectedNanos}; traffic brings it back. */
    DISCONNECTED,
    /** Silence for too long, or consent expired; only an ICE restart brings it back. */
    FAILED
}
