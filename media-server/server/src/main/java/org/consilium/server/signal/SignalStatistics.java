package org.consilium.server.signal;

/**
 * Counters of signalling since the start, and how many connections are open now.
 *
 * @param refused joins answered with an HTTP error
 * @param violations connections closed because of what the client sent
 * @param slowReaders connections given up because the client did not read, was silent or
 *     unreachable
 * @param overloads connections closed because a media loop's queue was full
 */
public record SignalStatistics(
        int connections,
        long joined,
        long resumed,
        long refused,
        long violations,
        long slowReaders,
        long overloads) {}
