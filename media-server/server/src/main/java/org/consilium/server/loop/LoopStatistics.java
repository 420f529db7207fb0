package org.consilium.server.loop;

import org.consilium.media.EngineStatistics;

/**
 * What a loop published about itself, about once a second. Immutable; read from any thread.
 *
 * @param publishedAtNanos the loop's time of publishing; an old one means a stuck loop
 * @param batches rounds of the loop
 * @param commands commands and tasks that were run
 * @param refused commands and tasks that found their queue full
 * @param failures calls of the engine or of tasks that threw; each is a bug of ours
 * @param allocatedBytes what the loop's thread has allocated; −1 where the virtual machine does not
 *     tell
 * @param busyNanos time not spent waiting
 * @param delayP50Nanos how long what was ready waited until its round was done, median of the last
 *     half to full minute
 * @param delayP99Nanos likewise, 99th percentile
 * @param delayMaxNanos likewise, largest
 */
public record LoopStatistics(
        int loop,
        long publishedAtNanos,
        long batches,
        long commands,
        long refused,
        long failures,
        long allocatedBytes,
        long busyNanos,
        long delayP50Nanos,
        long delayP99Nanos,
        long delayMaxNanos,
        NetworkStatistics network,
        EngineStatistics engine) {}
