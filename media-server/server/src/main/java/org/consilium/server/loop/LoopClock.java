package org.consilium.server.loop;

/** The time as a loop reads it; tests give their own. */
public interface LoopClock {
    /** The machine's clocks. */
    LoopClock SYSTEM =
            new LoopClock() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public long wallNanos() {
                    var now = java.time.Instant.now();
                    return Math.addExact(
                            Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L),
                            now.getNano());
                }
            };

    /** Monotonic. */
    long nanoTime();

    /** Nanoseconds since 1970; read once when a loop starts. */
    long wallNanos();
}
