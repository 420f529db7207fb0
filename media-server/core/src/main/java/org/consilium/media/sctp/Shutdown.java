package org.consilium.media.sctp;

import org.consilium.media.buffer.BigEndian;

/**
 * The timers and chunks of a graceful end (RFC 9260 §9.2). Which chunk it is turn for is its
 * association's to say. Single writer: its association.
 */
final class Shutdown {
    private final SctpTimers timers;
    private final RetransmissionTimeout timeout;
    private final SctpPacketWriter writer;
    private boolean acknowledging;
    private boolean complete;
    private long t2DeadlineNanos = SctpAssociation.NO_DEADLINE;
    private long t5DeadlineNanos = SctpAssociation.NO_DEADLINE;

    Shutdown(SctpTimers timers, RetransmissionTimeout timeout, SctpPacketWriter writer) {
        this.timers = timers;
        this.timeout = timeout;
        this.writer = writer;
    }

    /** When the last chunk has to be repeated (T2-shutdown). */
    long deadlineNanos() {
        return t2DeadlineNanos;
    }

    /** When patience ends with a peer that keeps us busy (T5-shutdown-guard). */
    long guardDeadlineNanos() {
        return t5DeadlineNanos;
    }

    /** The end was asked for here: five times RTO.Max is the limit. */
    void guard(long nowNanos) {
        t5DeadlineNanos = nowNanos + 5 * timers.rtoMaxNanos();
    }

    void send(long cumulativeTsn, long nowNanos) {
        int at = writer.chunk(ChunkType.SHUTDOWN, 0, 4);
        BigEndian.putU32(writer.array(), at, cumulativeTsn);
        t2DeadlineNanos = nowNanos + timeout.rtoNanos();
    }

    void sendAck(long nowNanos) {
        acknowledging = true;
        writer.chunk(ChunkType.SHUTDOWN_ACK, 0, 0);
        t2DeadlineNanos = nowNanos + timeout.rtoNanos();
    }

    void onExpired(long cumulativeTsn, long nowNanos) {
        timeout.backOff();
        if (acknowledging) {
            sendAck(nowNanos);
        } else {
            send(cumulativeTsn, nowNanos);
        }
    }

    void complete() {
        complete = true;
    }

    /** Whether the association ended gracefully; a repeated SHUTDOWN ACK is answered then. */
    boolean isComplete() {
        return complete;
    }
}
