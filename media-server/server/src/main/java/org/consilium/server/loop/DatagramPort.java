package org.consilium.server.loop;

import java.util.List;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;

/**
 * The loop's network: some UDP sockets that are polled, written to and flushed by the loop's own
 * thread, so that no packet changes threads.
 *
 * <p>Threading: everything but {@link #wakeup} is called on the loop's thread. Nothing here throws
 * for what the network or the kernel refuses; it is counted in {@link #statistics}.
 */
public interface DatagramPort extends DatagramSink {
    /** The bound sockets; the index is {@link NetworkPath#localSocket}. */
    List<TransportAddress> localAddresses();

    /**
     * Waits until datagrams are there, {@link #wakeup} was called or the time is over, and puts
     * what is there into {@code batch}, whatever its number up to the batch's room.
     *
     * @param batch empty on entry
     * @param timeoutNanos 0 does not wait; {@link Long#MAX_VALUE} waits for ever
     */
    void poll(DatagramBatch batch, long timeoutNanos);

    /**
     * Takes a train. The bytes are copied or sent before return; {@link #flush} must follow before
     * the next poll. {@code path} is one that {@link #poll} handed out.
     */
    @Override
    void send(NetworkPath path, byte[] array, int offset, int length, int segmentLength);

    /** Gives what was sent to the kernel. */
    void flush();

    /**
     * Lets the poll that runs, or else the next one, return at once. From any thread, never blocks,
     * and is never lost.
     */
    void wakeup();

    /** Counters since the port was opened. */
    NetworkStatistics statistics();

    /** Closes the sockets. Idempotent. */
    void close();
}
