package org.consilium.server.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.consilium.media.buffer.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The trains that wait in front of one socket: native memory that the kernel reads, filled from the
 * front and begun anew when all of it has left. What the kernel does not take at once stays, up to
 * the queue's bounds.
 *
 * <p>Single writer: the loop's thread. Nothing is allocated per train.
 */
final class SendQueue {
    /** Messages per system call, and waiting ones that {@link #isWorthSending} reports. */
    private static final int MESSAGES_PER_CALL = 256;

    /** As many bytes stay in the cache until they are sent. */
    private static final int BYTES_PER_CALL = 256 << 10;

    /**
     * What may wait in front of a socket the kernel takes nothing from; at 100 Mbit/s a third of a
     * second, behind which real-time media is better dropped.
     */
    private static final int MAX_BYTES = 4 << 20;

    private static final int MAX_MESSAGES = 8192;

    /** Takes what became of a train. */
    interface Outcomes {
        void sent(int bytes, int datagrams);

        /** Returns whether to try its datagrams one by one. */
        boolean refused(PathTable.Entry entry, int datagrams, int errno, boolean segmented);
    }

    private final SystemCalls calls;
    private final int socket;
    private final MemorySegment bytes;
    private final MessageHeaders headers;
    private final PathTable.@Nullable Entry[] entries = new PathTable.Entry[MAX_MESSAGES];
    private int first;
    private int end;
    private int used;

    SendQueue(Arena memory, SystemCalls calls, int socket) {
        this.calls = calls;
        this.socket = socket;
        bytes = memory.allocate(MAX_BYTES, 64);
        headers = new MessageHeaders(memory, MAX_MESSAGES);
    }

    boolean isEmpty() {
        return first == end;
    }

    /** Whether so much waits that more would only leave the cache. */
    boolean isWorthSending() {
        return end - first >= MESSAGES_PER_CALL || used >= BYTES_PER_CALL;
    }

    /**
     * Copies a train behind the others; false when there is no room.
     *
     * @param segmentLength of each datagram but the last; 0 when it is one datagram
     */
    boolean add(PathTable.Entry entry, byte[] array, int offset, int length, int segmentLength) {
        if (end == MAX_MESSAGES || MAX_BYTES - used < length) {
            return false;
        }
        MemorySegment.copy(array, offset, bytes, JAVA_BYTE, used, length);
        TransportAddress remote = entry.path.remote();
        headers.address(end, remote.isIpv4(), remote.high(), remote.low(), remote.port());
        headers.piece(end, bytes.address() + used, length);
        headers.segmentLength(end, segmentLength);
        entries[end] = entry;
        used += length;
        end++;
        return true;
    }

    /** Gives the kernel what it takes. */
    void send(Outcomes outcomes) {
        while (first < end) {
            int taken =
                    calls.send(socket, headers.at(first), Math.min(end - first, MESSAGES_PER_CALL));
            if (taken == -SystemCalls.EAGAIN || taken == 0) {
                return;
            }
            if (taken == -SystemCalls.EINTR) {
                continue;
            }
            if (taken < 0) {
                refuse(-taken, outcomes);
                first++;
                continue;
            }
            for (int i = 0; i < taken; i++) {
                tell(first++, outcomes);
            }
        }
        first = 0;
        end = 0;
        used = 0;
    }

    private void tell(int index, Outcomes outcomes) {
        int length = headers.pieceLength(index);
        int segment = headers.segmentLength(index);
        outcomes.sent(length, datagrams(length, segment));
    }

    /** The kernel does not take the first train; as single datagrams perhaps. */
    private void refuse(int errno, Outcomes outcomes) {
        PathTable.Entry entry = entry(first);
        int length = headers.pieceLength(first);
        int segment = headers.segmentLength(first);
        if (!outcomes.refused(entry, datagrams(length, segment), errno, segment != 0)) {
            return;
        }
        long start = headers.pieceAddress(first);
        headers.segmentLength(first, 0);
        for (int at = 0; at < length; at += segment) {
            int part = Math.min(segment, length - at);
            headers.piece(first, start + at, part);
            int taken = calls.send(socket, headers.at(first), 1);
            if (taken > 0) {
                outcomes.sent(part, 1);
            } else {
                boolean unused = outcomes.refused(entry, 1, -taken, false);
            }
        }
    }

    private PathTable.Entry entry(int index) {
        PathTable.Entry entry = entries[index];
        if (entry == null) {
            throw new IllegalStateException("no train at " + index);
        }
        return entry;
    }

    private static int datagrams(int length, int segment) {
        return segment == 0 ? 1 : Trains.datagrams(length, segment);
    }
}
