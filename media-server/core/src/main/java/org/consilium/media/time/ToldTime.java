package org.consilium.media.time;

/**
 * The time last told to the engine, for callbacks that come without it: those of the DTLS port.
 * Written by the door at every call, read by everybody on the same loop.
 */
public final class ToldTime {
    private long nowNanos;

    /** Monotonic nanoseconds as of the last call of the engine. */
    public long nowNanos() {
        return nowNanos;
    }

    /** For the door only. */
    public void tell(long nanos) {
        nowNanos = nanos;
    }
}
