package org.consilium.server.loop;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what threw on the loop and logs each place once, so that a failure a peer can repeat per
 * packet does not become a flood of lines.
 *
 * <p>Single writer: the loop's thread.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    /** More different places than the code has bugs; behind that it only counts. */
    private static final int MAX_PLACES = 200;

    private final int loop;
    private final Set<String> places = new HashSet<>();
    private long count;

    FailureLog(int loop) {
        this.loop = loop;
    }

    /**
     * @param during what the loop was doing
     */
    void record(String during, Throwable failure) {
        count++;
        StackTraceElement[] trace = failure.getStackTrace();
        String place =
                failure.getClass().getName() + (trace.length == 0 ? " in " + during : trace[0]);
        if (places.size() < MAX_PLACES && places.add(place)) {
            LOG.error("event=loop-failure loop={} during={}", loop, during, failure);
        }
    }

    long count() {
        return count;
    }
}
