package org.consilium.media;

import java.util.List;
import org.consilium.media.buffer.TransportAddress;

/**
 * What an engine is told once.
 *
 * @param announced the addresses clients can reach this engine at, best first; each becomes a host
 *     candidate of every offer and answer
 * @param wallClockOffsetNanos what to add to {@code nowNanos} to get nanoseconds since 1970
 * @param maxParticipants most presences at once; further joins are refused
 */
public record EngineConfig(
        List<TransportAddress> announced, long wallClockOffsetNanos, int maxParticipants) {
    public EngineConfig {
        announced = List.copyOf(announced);
        if (announced.isEmpty()) {
            throw new IllegalArgumentException("no announced address");
        }
    }
}
