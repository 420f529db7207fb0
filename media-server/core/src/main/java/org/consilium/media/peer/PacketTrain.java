package org.consilium.media.peer;

import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;

/**
 * Gathers the datagrams that go to one receiver during one batch, so that they leave in runs of
 * equal size: one system call for up to 16 of them instead of one each. Only the last of a run may
 * be shorter (the rule of the kernel's segmentation offload).
 *
 * <p>Single writer: the loop. The datagrams of a batch wait for its end, microseconds, never
 * longer.
 */
final class PacketTrain {
    /** More in one send gains little and costs memory and latency (measured: docs of perf). */
    private static final int MAX_SEGMENTS = 16;

    /** Room for one datagram: an Ethernet payload with some reserve. */
    static final int MAX_DATAGRAM = 1500;

    private final byte[] array = new byte[MAX_SEGMENTS * MAX_DATAGRAM];
    private int start;
    private int end;
    private int segmentLength;
    private int segments;

    /** Where the next datagram is to be written; at least {@link #MAX_DATAGRAM} bytes are free. */
    int reserve(NetworkPath path, DatagramSink sink) {
        if (array.length - end < MAX_DATAGRAM) {
            flush(path, sink);
        }
        return end;
    }

    byte[] array() {
        return array;
    }

    /** Throws away what waits, because there is nowhere to send it. */
    void discard() {
        start = 0;
        end = 0;
        segments = 0;
    }

    boolean isEmpty() {
        return segments == 0;
    }

    /** The datagram written at {@link #reserve} has this length. */
    void commit(int length, NetworkPath path, DatagramSink sink) {
        if (segments > 0 && length > segmentLength) {
            sendRun(path, sink);
        }
        if (segments == 0) {
            segmentLength = length;
        }
        end += length;
        segments++;
        if (length < segmentLength || segments == MAX_SEGMENTS) {
            flush(path, sink); // from the beginning again, so that the next run has room
        }
    }

    /** Sends what waits. */
    void flush(NetworkPath path, DatagramSink sink) {
        sendRun(path, sink);
        start = 0;
        end = 0;
    }

    private void sendRun(NetworkPath path, DatagramSink sink) {
        if (segments > 0) {
            sink.send(path, array, start, end - start, segmentLength);
            start = end;
            segments = 0;
        }
    }
}
