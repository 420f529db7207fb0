package org.consilium.server.observe;

import java.util.ArrayList;
import java.util.List;
import org.consilium.server.loop.MediaLoop;

/**
 * Whether the server lives, and whether it should be sent new people. These are two questions: an
 * orchestrator kills what does not live, but must only stop routing to what is not ready, above all
 * while it drains.
 *
 * <p>Any thread.
 */
public final class Health {
    /** A loop publishes once a second; ten missed rounds are no hiccup. */
    private static final long LOOP_TOLERANCE_NANOS = 10_000_000_000L;

    private final List<MediaLoop> loops;
    private volatile boolean serving;
    private volatile boolean draining;

    public Health(List<MediaLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** The server takes people from now on. */
    public void serving() {
        serving = true;
    }

    /** The server lets nobody in any more. */
    public void draining() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** What is wrong with the process itself; empty when it lives. */
    public List<String> ailments() {
        var ailments = new ArrayList<String>();
        for (MediaLoop loop : loops) {
            if (!loop.isAlive(LOOP_TOLERANCE_NANOS)) {
                ailments.add("media loop " + loop.index() + " does not run");
            }
        }
        return ailments;
    }

    /** Why nobody should be sent here; empty when ready. */
    public List<String> obstacles() {
        var obstacles = new ArrayList<>(ailments());
        if (!serving) {
            obstacles.add("starting");
        }
        if (draining) {
            obstacles.add("draining");
        }
        return obstacles;
    }
}
