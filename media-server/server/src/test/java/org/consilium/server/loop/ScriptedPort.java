package org.consilium.server.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;

/** A port without sockets: each item given to {@link #deliver} is one poll's batch. */
final class ScriptedPort implements DatagramPort {
    static final NetworkPath PATH = new NetworkPath(0, TransportAddress.ofIpv4(0x7f000001, 5000));

    private final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
    final List<Long> waits = new ArrayList<>();
    volatile boolean closed;
    final AtomicInteger flushes = new AtomicInteger();

    /** One batch of {@code count} datagrams of one byte; 0 is a wake-up. */
    void deliver(int count) {
        batches.add(count);
    }

    @Override
    public List<TransportAddress> localAddresses() {
        return List.of(TransportAddress.ofIpv4(0x7f000001, 4000));
    }

    @Override
    public void poll(DatagramBatch batch, long timeoutNanos) {
        synchronized (waits) {
            waits.add(timeoutNanos);
        }
        try {
            Integer count = batches.poll(timeoutNanos, TimeUnit.NANOSECONDS);
            for (int i = 0; count != null && i < count; i++) {
                batch.array()[batch.writeOffset()] = (byte) i;
                batch.add(PATH, 1);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void send(NetworkPath path, byte[] array, int offset, int length, int segmentLength) {}

    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    @Override
    public void wakeup() {
        deliver(0);
    }

    @Override
    public NetworkStatistics statistics() {
        return NetworkStatistics.NONE;
    }

    @Override
    public void close() {
        closed = true;
    }
}
