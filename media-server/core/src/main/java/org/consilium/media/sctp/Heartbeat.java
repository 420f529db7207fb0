package org.consilium.media.sctp;

import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/**
 * Probes an idle path and measures its round trip (RFC 9260 §8.3). The heartbeat carries a random
 * number, so that an acknowledgement cannot be made up. Single writer: its association.
 */
final class Heartbeat {
    private static final int NONCE_BYTES = 8;
    private static final int VALUE_BYTES = 4 + NONCE_BYTES;

    private final long intervalNanos;
    private final RandomGenerator random;
    private final RetransmissionTimeout timeout;
    private long nonce;
    private boolean awaited;
    private long sentNanos;
    private long deadlineNanos = SctpAssociation.NO_DEADLINE;

    Heartbeat(SctpConfig config, RandomGenerator random, RetransmissionTimeout timeout) {
        this.intervalNanos = config.timers().heartbeatIntervalNanos();
        this.random = random;
        this.timeout = timeout;
    }

    void start(long nowNanos) {
        awaited = false;
        // §8.3: RTO and HB.interval, with jitter so that many peers do not beat together.
        long rto = timeout.rtoNanos();
        deadlineNanos = nowNanos + intervalNanos + rto / 2 + random.nextLong(rto);
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /**
     * The timer expired: a heartbeat is due or was not answered. Returns whether it is silence that
     * counts.
     *
     * @param idle whether nothing is in flight whose acknowledgement would show the same
     */
    boolean onExpired(SctpPacketWriter writer, boolean idle, long nowNanos) {
        if (awaited) {
            timeout.backOff();
            start(nowNanos);
            return true;
        }
        if (!idle) {
            start(nowNanos);
            return false;
        }
        nonce = random.nextLong();
        awaited = true;
        sentNanos = nowNanos;
        deadlineNanos = nowNanos + timeout.rtoNanos();
        int at = writer.chunk(ChunkType.HEARTBEAT, 0, VALUE_BYTES);
        BigEndian.putU16(writer.array(), at, ParameterType.HEARTBEAT_INFO);
        BigEndian.putU16(writer.array(), at + 2, VALUE_BYTES);
        BigEndian.putI64(writer.array(), at + 4, nonce);
        return false;
    }

    /** Takes the value of HEARTBEAT ACK; returns false if it is not the one awaited. */
    boolean onAck(byte[] array, int offset, int length, long nowNanos) {
        if (!awaited || length != VALUE_BYTES || BigEndian.i64(array, offset + 4) != nonce) {
            return false;
        }
        timeout.onRoundTrip(nowNanos - sentNanos);
        timeout.onSignOfLife();
        start(nowNanos);
        return true;
    }
}
