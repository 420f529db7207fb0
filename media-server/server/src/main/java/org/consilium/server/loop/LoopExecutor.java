package org.consilium.server.loop;

/** The way back to a loop for whatever had to wait elsewhere. */
@FunctionalInterface
public interface LoopExecutor {
    /**
     * Runs {@code task} on the loop's thread, soon and in the order of calls from one thread. From
     * any thread, never blocks.
     *
     * @return false when the queue is full or the loop has stopped; then it never runs
     */
    boolean execute(Runnable task);
}
