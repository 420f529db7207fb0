package org.consilium.server.loop;

/**
 * The bounds of a loop.
 *
 * @param commandCapacity most commands that wait; further ones are refused and counted
 * @param taskCapacity most tasks of {@link LoopExecutor} that wait
 * @param batchCapacity most datagrams of one poll, over all sockets
 */
public record LoopSettings(int commandCapacity, int taskCapacity, int batchCapacity) {
    /**
     * A thousand people who all send ten messages at once fit; behind that, signalling is told no
     * and clients try again. 256 datagrams are 0.1 to 0.3 ms of work, short against the 5 ms in
     * which paced packets leave.
     */
    public static final LoopSettings DEFAULT = new LoopSettings(10_000, 10_000, 256);

    public LoopSettings {
        if (commandCapacity < 1 || taskCapacity < 1 || batchCapacity < 1) {
            throw new IllegalArgumentException("a loop needs room for one of each");
        }
    }
}
