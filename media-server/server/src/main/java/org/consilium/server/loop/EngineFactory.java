package org.consilium.server.loop;

/** Builds a loop's engine, on the loop's thread, when its port is open. */
@FunctionalInterface
public interface EngineFactory {
    /**
     * @param loop where callbacks from other threads come back: {@link MediaLoop#execute}
     * @param port where datagrams go out; also tells the bound addresses
     * @param wallClockOffsetNanos what to add to the loop's time to get nanoseconds since 1970,
     *     read once
     */
    Engine open(MediaLoop loop, DatagramPort port, long wallClockOffsetNanos);
}
