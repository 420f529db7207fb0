package org.consilium.server.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one association, as BouncyCastle's record layer sends and receives them. It has
 * two lives.
 *
 * <p>During the handshake BouncyCastle calls it on the handshake's thread, where {@link #receive}
 * waits on a bounded queue that the loop fills. What is sent is gathered until the next wait, so
 * that a flight of several records leaves in as few datagrams as fit (RFC 6347 §4.1.1).
 *
 * <p>Once established, BouncyCastle calls it on the loop's thread with exactly one datagram at
 * hand. A record layer that found nothing in it would ask again until its time is over; instead of
 * waiting or spinning it gets {@link NothingQueued}, which it passes on without failing.
 */
final class RecordTransport implements DatagramTransport {
    /** An Ethernet frame; a longer datagram is none of a WebRTC peer's. */
    static final int MAX_RECEIVE_BYTES = 1500;

    /** Below every path's MTU, with room for IPv6 and a TURN header. */
    static final int MAX_SEND_BYTES = 1200;

    /** A flight of ten datagrams, several times over; what comes on top is dropped. */
    private static final int QUEUE = 64;

    private static final byte[] WAKE = {};

    /** Where datagrams go; the array is borrowed. */
    interface Output {
        void transmit(byte[] array, int offset, int length);
    }

    /** There is no more for now. Not a failure, so without a stack trace. */
    static final class NothingQueued extends InterruptedIOException {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
    private final byte[] gathered = new byte[MAX_SEND_BYTES];
    private int gatheredLength;
    private Output output;
    private boolean handshaking = true;
    private volatile boolean cancelled;
    private boolean closed;

    // Established only.
    private byte[] datagram = WAKE;
    private int datagramOffset;
    private int datagramLength;

    /**
     * @param output called on the handshake's thread
     */
    RecordTransport(Output output) {
        this.output = output;
    }

    /** From the loop, during the handshake. Returns false when the datagram was dropped. */
    boolean offer(byte[] array, int offset, int length) {
        var copy = new byte[length];
        System.arraycopy(array, offset, copy, 0, length);
        return queue.offer(copy);
    }

    /** From any thread: the handshake fails soon, and nothing is sent any more. */
    void cancel() {
        cancelled = true;
        queue.clear();
        queue.offer(WAKE);
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** On the loop, after the handshake's thread is done with this object. */
    void establish(Output outputOnLoop) {
        handshaking = false;
        output = outputOnLoop;
    }

    /** A datagram the handshake did not take any more, or null. */
    byte @Nullable [] leftover() {
        return queue.poll();
    }

    /** Established: the one datagram the next {@link #receive} returns. */
    void provide(byte[] array, int offset, int length) {
        datagram = array;
        datagramOffset = offset;
        datagramLength = length;
    }

    /** Whether the record layer has closed: an alert came or went. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public int getReceiveLimit() {
        return MAX_RECEIVE_BYTES;
    }

    @Override
    public int getSendLimit() {
        return MAX_SEND_BYTES;
    }

    @Override
    public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
        if (!handshaking) {
            if (datagramLength == 0) {
                throw new NothingQueued();
            }
            int length = Math.min(len, datagramLength);
            System.arraycopy(datagram, datagramOffset, buf, off, length);
            provide(WAKE, 0, 0);
            return length;
        }
        flush();
        if (cancelled) {
            throw new IOException("cancelled");
        }
        byte[] next;
        try {
            next = queue.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (cancelled) {
            throw new IOException("cancelled");
        }
        if (next == null || next.length > len) {
            return -1;
        }
        System.arraycopy(next, 0, buf, off, next.length);
        return next.length;
    }

    @Override
    public void send(byte[] buf, int off, int len) {
        if (cancelled) {
            return;
        }
        if (gatheredLength + len > MAX_SEND_BYTES) {
            flush();
        }
        if (len > MAX_SEND_BYTES) {
            output.transmit(buf, off, len);
            return;
        }
        System.arraycopy(buf, off, gathered, gatheredLength, len);
        gatheredLength += len;
    }

    /** Sends what was gathered. */
    void flush() {
        if (gatheredLength > 0) {
            int length = gatheredLength;
            gatheredLength = 0;
            output.transmit(gathered, 0, length);
        }
    }

    @Override
    public void close() {
        closed = true;
        flush();
    }
}
