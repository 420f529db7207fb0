package org.consilium.server.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.consilium.server.loop.DatagramBatch;

/** Where the kernel puts the datagrams of one recvmmsg(2). Single writer: the loop's thread. */
final class ReceiveBuffers {
    /** Beyond this many gains nothing measurable and only grows the buffer. */
    private static final int MAX_DATAGRAMS_PER_CALL = 64;

    private final MemorySegment memory;
    private final MessageHeaders headers;
    private final int count;

    /**
     * @param perPoll most datagrams that a poll has room for
     */
    ReceiveBuffers(Arena arena, int perPoll) {
        count = Math.min(perPoll, MAX_DATAGRAMS_PER_CALL);
        memory = arena.allocate((long) count * DatagramBatch.MAX_DATAGRAM_BYTES, 64);
        headers = new MessageHeaders(arena, count);
        for (int i = 0; i < count; i++) {
            headers.piece(i, memory.address() + offset(i), DatagramBatch.MAX_DATAGRAM_BYTES);
            headers.segmentLength(i, 0);
        }
    }

    /** Receives what is there; how many, or a negative error number. */
    int fill(SystemCalls calls, int socket) {
        for (int i = 0; i < count; i++) {
            headers.expectAddress(i);
        }
        return calls.receive(socket, headers.at(0), count);
    }

    MessageHeaders headers() {
        return headers;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Where in {@link #memory} the datagram is; one that is longer than its place was cut. */
    long offset(int index) {
        return (long) index * DatagramBatch.MAX_DATAGRAM_BYTES;
    }
}
