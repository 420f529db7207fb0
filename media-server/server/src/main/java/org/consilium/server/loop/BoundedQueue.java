package org.consilium.server.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Many threads put, the loop takes, nobody blocks; a full queue refuses and counts. */
final class BoundedQueue<T> {
    private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final int capacity;

    BoundedQueue(int capacity) {
        this.capacity = capacity;
    }

    /** From any thread. */
    boolean offer(T item) {
        if (size.getAndIncrement() >= capacity) {
            size.getAndDecrement();
            refused.increment();
            return false;
        }
        queue.add(item);
        return true;
    }

    /** On the loop's thread; null when empty. */
    @Nullable T poll() {
        T item = queue.poll();
        if (item != null) {
            size.getAndDecrement();
        }
        return item;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    long refused() {
        return refused.sum();
    }
}
