package org.consilium.media.sctp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;

/**
 * The receiving half of an association: takes DATA and FORWARD TSN, keeps the receive window, and
 * decides when a SACK is due (RFC 9260 §6.2). Single writer: its association.
 */
final class DataReceiver {
    /** TSN, stream, SSN, payload protocol (RFC 9260 §3.3.1). */
    static final int DATA_FIELDS_BYTES = 12;

    private static final int FLAG_END = 1;
    private static final int FLAG_BEGIN = 2;
    private static final int FLAG_UNORDERED = 4;
    private static final int FLAG_IMMEDIATE = 8;

    /** §6.2: at least every second packet is acknowledged at once. */
    private static final int PACKETS_PER_SACK = 2;

    /** What became of a chunk; everything but the first two ends the association. */
    enum Verdict {
        TAKEN,
        INVALID_STREAM,
        NO_USER_DATA,
        PROTOCOL_VIOLATION
    }

    private final int bufferBytes;
    private final long sackDelayNanos;
    private final SctpCounters counters;
    private final ReassemblyQueue reassembly;
    private ReceivedTsns tsns = new ReceivedTsns(0);
    private int streamCount;
    private boolean dataInPacket;
    private boolean sackNow;
    private int packetsUnacknowledged;
    private long sackDeadlineNanos = SctpAssociation.NO_DEADLINE;

    DataReceiver(SctpConfig config, SctpCounters counters, ReassemblyQueue.Delivery delivery) {
        bufferBytes = config.receiveBufferBytes();
        sackDelayNanos = config.timers().sackDelayNanos();
        this.counters = counters;
        reassembly = new ReassemblyQueue(config.maxMessageBytes(), counters, delivery);
        // The first DATA is acknowledged at once: it is the peer's first measure of the round trip.
        packetsUnacknowledged = PACKETS_PER_SACK - 1;
    }

    /**
     * The handshake told where the peer begins.
     *
     * @param streams how many streams it may send on
     */
    void onConnected(long peerInitialTsn, int streams) {
        tsns = new ReceivedTsns(peerInitialTsn);
        streamCount = streams;
    }

    int streamCount() {
        return streamCount;
    }

    /** The peer may send on more streams from now on (RFC 6525 §5.2.5). */
    void addStreams(int count) {
        streamCount += count;
    }

    /** The extended form of a TSN from the wire. */
    long extended(int tsn) {
        return tsns.extended(tsn);
    }

    long cumulativeTsn() {
        return tsns.cumulative();
    }

    /** Takes the value of a DATA chunk (§6.2). */
    Verdict onData(byte[] array, int offset, int length, int flags) {
        if (length <= DATA_FIELDS_BYTES) {
            return length < DATA_FIELDS_BYTES ? Verdict.PROTOCOL_VIOLATION : Verdict.NO_USER_DATA;
        }
        dataInPacket = true;
        if ((flags & FLAG_IMMEDIATE) != 0) {
            sackNow = true;
        }
        int wireTsn = BigEndian.i32(array, offset);
        long tsn = tsns.extended(wireTsn);
        if (tsns.contains(tsn)) {
            // §6.2: a duplicate is acknowledged without delay.
            counters.duplicateTsns++;
            tsns.addDuplicate(wireTsn);
            sackNow = true;
            return Verdict.TAKEN;
        }
        int payloadBytes = length - DATA_FIELDS_BYTES;
        long held = reassembly.heldBytes() + payloadBytes + ReassemblyQueue.OVERHEAD_BYTES;
        boolean next = tsn == tsns.cumulative() + 1;
        if (!tsns.hasRoomFor(tsn) || (held > bufferBytes && !next)) {
            // §6.2: out of buffer; the peer will send it again.
            counters.chunksWithoutRoom++;
            sackNow = true;
            return Verdict.TAKEN;
        }
        if (held > 2L * bufferBytes) {
            // The next TSN always frees memory, unless its messages wait for ones never sent.
            return Verdict.PROTOCOL_VIOLATION;
        }
        tsns.add(tsn);
        int streamId = BigEndian.u16(array, offset + 4);
        if (streamId >= streamCount) {
            return Verdict.INVALID_STREAM;
        }
        int from = offset + DATA_FIELDS_BYTES;
        ReassemblyQueue.Verdict verdict =
                reassembly.add(
                        tsn,
                        streamId,
                        BigEndian.u16(array, offset + 6),
                        BigEndian.i32(array, offset + 8),
                        (flags & FLAG_UNORDERED) != 0,
                        (flags & FLAG_BEGIN) != 0,
                        (flags & FLAG_END) != 0,
                        Arrays.copyOfRange(array, from, from + payloadBytes));
        return switch (verdict) {
            case TAKEN -> Verdict.TAKEN;
            case NOT_A_CONTINUATION -> Verdict.PROTOCOL_VIOLATION;
        };
    }

    /** Takes the value of a FORWARD TSN chunk (RFC 3758 §3.6). */
    void onForwardTsn(byte[] array, int offset, int length) {
        if (length < 4) {
            counters.chunksIgnored++;
            return;
        }
        // An old one is answered too: its sender has not seen our SACK.
        sackNow = true;
        long tsn = tsns.extended(BigEndian.i32(array, offset));
        if (tsn <= tsns.cumulative()) {
            return;
        }
        tsns.skipTo(tsn);
        reassembly.skipTo(tsn);
        for (int at = offset + 4; at + 4 <= offset + length; at += 4) {
            int streamId = BigEndian.u16(array, at);
            if (streamId < streamCount) {
                reassembly.skipTo(streamId, BigEndian.u16(array, at + 2));
            }
        }
    }

    /** The peer's stream starts from sequence number 0 (RFC 6525 §5.2.2). */
    void resetStream(int streamId) {
        reassembly.reset(streamId);
    }

    /** All chunks of a packet have been taken. */
    void onPacketEnd(long nowNanos) {
        if (!dataInPacket) {
            return;
        }
        dataInPacket = false;
        packetsUnacknowledged++;
        if (packetsUnacknowledged >= PACKETS_PER_SACK || tsns.hasGaps()) {
            sackNow = true;
        } else if (sackDeadlineNanos == SctpAssociation.NO_DEADLINE) {
            sackDeadlineNanos = nowNanos + sackDelayNanos;
        }
    }

    /** Whether a SACK must go out. */
    boolean needsSack(long nowNanos) {
        return sackNow || nowNanos >= sackDeadlineNanos;
    }

    /** Whether there is something to acknowledge, so that a packet that goes out takes it along. */
    boolean wantsSack() {
        return sackNow || sackDeadlineNanos != SctpAssociation.NO_DEADLINE;
    }

    /** The next SACK does not wait. */
    void requestSack() {
        sackNow = true;
    }

    long deadlineNanos() {
        return sackDeadlineNanos;
    }

    void writeSack(SctpPacketWriter writer) {
        tsns.writeSack(writer, Math.max(0, bufferBytes - reassembly.heldBytes()));
        sackNow = false;
        packetsUnacknowledged = 0;
        sackDeadlineNanos = SctpAssociation.NO_DEADLINE;
    }
}
