package org.consilium.server.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An eventfd(2) by which any thread ends the loop's wait. One that was raised stays so until the
 * loop has seen it: a wakeup that comes just before the wait is not lost.
 */
final class EventSignal {
    private final SystemCalls raises;
    private final MemorySegment one;
    private final MemorySegment read;
    private final int descriptor;

    /** Set before the write and cleared after the read: one write per wait is enough. */
    private volatile boolean raised;

    private boolean closed;

    EventSignal(Arena memory) throws IOException {
        raises = new SystemCalls(memory);
        one = memory.allocate(JAVA_LONG);
        one.set(JAVA_LONG, 0, 1);
        read = memory.allocate(JAVA_LONG);
        descriptor = raises.event();
        if (descriptor < 0) {
            throw new IOException("no eventfd: " + SystemCalls.text(-descriptor));
        }
    }

    int descriptor() {
        return descriptor;
    }

    /** From any thread. The lock is for who raises at the same time, and for the end. */
    void raise() {
        if (raised) {
            return;
        }
        synchronized (this) {
            if (!closed) {
                raised = true;
                int unused = raises.writeEvent(descriptor, one.address());
            }
        }
    }

    /** On the loop's thread, which then looks at its queues. */
    void clear(SystemCalls calls) {
        int unused = calls.readEvent(descriptor, read.address());
        raised = false;
    }

    synchronized void close() {
        closed = true;
        int unused = raises.close(descriptor);
    }
}
