package org.consilium.media.sctp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.SerialNumbers;

/**
 * The chunks that have a TSN and are not yet cumulatively acknowledged, and what SACKs say about
 * them (RFC 9260 §6.2.1, §7.2.4; RFC 3758 §3.5). Their TSNs are consecutive, so a chunk is found by
 * arithmetic. Single writer: its association.
 */
final class OutstandingChunks {
    /** §7.2.4: so many missing reports make a loss. */
    private static final int MISSING_REPORTS_OF_A_LOSS = 3;

    /** A ring: the chunk with TSN {@code t} is at {@code t & (length - 1)}. */
    private OutgoingChunk[] ring = new OutgoingChunk[64];

    private final Map<Integer, Integer> countByStream = new HashMap<>();
    private long cumulativeTsn;
    private long nextTsn;
    private long advancedTsn;
    private long flightBytes;
    private int retransmitCount;

    // What the last SACK changed.
    private long newlyAckedBytes;
    private boolean cumulativeAdvanced;
    private long highestNewlyAckedTsn;
    private int releasedBytes;

    OutstandingChunks(long initialTsn) {
        nextTsn = initialTsn;
        cumulativeTsn = initialTsn - 1;
        advancedTsn = cumulativeTsn;
    }

    boolean isEmpty() {
        return nextTsn == cumulativeTsn + 1;
    }

    boolean isEmpty(int streamId) {
        return !countByStream.containsKey(streamId);
    }

    /** Everything up to here has arrived at the peer. */
    long cumulativeTsn() {
        return cumulativeTsn;
    }

    /** The TSN of the chunk to be sent next. */
    long nextTsn() {
        return nextTsn;
    }

    /** Bytes of chunks in flight. */
    long flightBytes() {
        return flightBytes;
    }

    boolean hasRetransmissions() {
        return retransmitCount > 0;
    }

    /** Bytes that the last SACK acknowledged, cumulatively or not. */
    long newlyAckedBytes() {
        return newlyAckedBytes;
    }

    /** Whether the last SACK moved the cumulative TSN. */
    boolean cumulativeAdvanced() {
        return cumulativeAdvanced;
    }

    /** Queue space that the last SACK or abandonment freed; asking takes it. */
    int takeReleasedBytes() {
        int released = releasedBytes;
        releasedBytes = 0;
        return released;
    }

    /** The chunk with this TSN, which is above the cumulative and below the next one. */
    OutgoingChunk get(long tsn) {
        return ring[(int) tsn & (ring.length - 1)];
    }

    /** Takes the chunk with the next TSN. */
    void add(OutgoingChunk chunk) {
        if (chunk.tsn != nextTsn) {
            throw new IllegalStateException("TSN " + chunk.tsn + " instead of " + nextTsn);
        }
        if (nextTsn - cumulativeTsn >= ring.length) {
            grow();
        }
        ring[(int) nextTsn & (ring.length - 1)] = chunk;
        if (chunk.offset == 0) {
            chunk.message.firstTsn = nextTsn;
        }
        chunk.message.lastTsn = nextTsn;
        nextTsn++;
        countByStream.merge(chunk.message.streamId, 1, Integer::sum);
        if (chunk.state == OutgoingChunk.State.IN_FLIGHT) {
            flightBytes += chunk.sizeBytes();
        }
    }

    private void grow() {
        var larger = new OutgoingChunk[ring.length * 2];
        for (long tsn = cumulativeTsn + 1; tsn < nextTsn; tsn++) {
            larger[(int) tsn & (larger.length - 1)] = get(tsn);
        }
        ring = larger;
    }

    /** The chunk leaves again. */
    void onRetransmitted(OutgoingChunk chunk) {
        moveTo(chunk, OutgoingChunk.State.IN_FLIGHT);
    }

    private void moveTo(OutgoingChunk chunk, OutgoingChunk.State next) {
        if (chunk.state == OutgoingChunk.State.IN_FLIGHT) {
            flightBytes -= chunk.sizeBytes();
        } else if (chunk.state == OutgoingChunk.State.TO_RETRANSMIT) {
            retransmitCount--;
        }
        chunk.state = next;
        if (next == OutgoingChunk.State.IN_FLIGHT) {
            flightBytes += chunk.sizeBytes();
        } else if (next == OutgoingChunk.State.TO_RETRANSMIT) {
            retransmitCount++;
        }
    }

    /**
     * Marks what a SACK acknowledges (§6.2.1 D). Returns false, and changes nothing, if it is older
     * than one seen before or acknowledges what was never sent.
     *
     * @param wireTsn its cumulative TSN
     * @param gaps gap blocks, {@code start << 16 | end}, ascending and not reversed
     * @param gapCount how many; -1 if it does not speak of gaps, as SHUTDOWN
     */
    boolean acknowledge(int wireTsn, long[] gaps, int gapCount) {
        newlyAckedBytes = 0;
        cumulativeAdvanced = false;
        long tsn = SerialNumbers.extend32(cumulativeTsn, wireTsn);
        if (tsn < cumulativeTsn || tsn >= nextTsn) {
            return false;
        }
        for (int i = 0; i < gapCount; i++) {
            if (tsn + (gaps[i] & 0xffff) >= nextTsn) {
                return false;
            }
        }
        highestNewlyAckedTsn = tsn;
        cumulativeAdvanced = tsn > cumulativeTsn;
        while (cumulativeTsn < tsn) {
            removeFirst();
        }
        advancedTsn = Math.max(advancedTsn, cumulativeTsn);
        if (gapCount >= 0) {
            markGaps(gaps, gapCount);
        }
        return true;
    }

    private void markGaps(long[] gaps, int gapCount) {
        int gap = 0;
        for (long at = cumulativeTsn + 1; at < nextTsn; at++) {
            long distance = at - cumulativeTsn;
            while (gap < gapCount && (gaps[gap] & 0xffff) < distance) {
                gap++;
            }
            boolean inGapBlock = gap < gapCount && (gaps[gap] >>> 16) <= distance;
            markGap(get(at), inGapBlock);
        }
    }

    private void removeFirst() {
        OutgoingChunk chunk = get(cumulativeTsn + 1);
        if (chunk.state == OutgoingChunk.State.IN_FLIGHT
                || chunk.state == OutgoingChunk.State.TO_RETRANSMIT) {
            newlyAckedBytes += chunk.sizeBytes();
        }
        moveTo(chunk, OutgoingChunk.State.ACKNOWLEDGED);
        int freed = chunk.length;
        if (chunk.offset + chunk.length == chunk.message.payload.length) {
            freed += OutgoingMessage.OVERHEAD_BYTES;
        }
        releasedBytes += chunk.message.release(freed);
        countByStream.computeIfPresent(
                chunk.message.streamId, (id, count) -> count == 1 ? null : count - 1);
        cumulativeTsn++;
    }

    private void markGap(OutgoingChunk chunk, boolean acknowledged) {
        switch (chunk.state) {
            case IN_FLIGHT, TO_RETRANSMIT -> {
                if (acknowledged) {
                    newlyAckedBytes += chunk.sizeBytes();
                    highestNewlyAckedTsn = chunk.tsn;
                    moveTo(chunk, OutgoingChunk.State.ACKNOWLEDGED);
                }
            }
            case ACKNOWLEDGED -> {
                if (!acknowledged) {
                    // §6.2.1 D iii: the peer took it back
                    moveTo(chunk, OutgoingChunk.State.IN_FLIGHT);
                }
            }
            case ABANDONED -> {}
        }
    }

    /**
     * Counts missing reports after {@link #acknowledge} and marks what is lost (§7.2.4, the
     * highest-TSN-newly-acknowledged rule).
     *
     * @param all whether everything missing counts, because this SACK moved the cumulative TSN
     *     during fast recovery
     * @param highestGapTsn the highest TSN the SACK acknowledged
     * @return whether a chunk became lost
     */
    boolean countMissing(boolean all, long highestGapTsn) {
        boolean lost = false;
        long limit = all ? highestGapTsn : highestNewlyAckedTsn;
        for (long at = cumulativeTsn + 1; at < limit; at++) {
            OutgoingChunk chunk = get(at);
            if (chunk.state == OutgoingChunk.State.IN_FLIGHT
                    && !chunk.fastRetransmitted
                    && ++chunk.missingReports >= MISSING_REPORTS_OF_A_LOSS) {
                chunk.fastRetransmitted = true;
                moveTo(chunk, OutgoingChunk.State.TO_RETRANSMIT);
                lost = true;
            }
        }
        return lost;
    }

    /** T3-rtx expired: everything unacknowledged counts as lost (§6.3.3 E3). */
    void markAllLost() {
        for (long at = cumulativeTsn + 1; at < nextTsn; at++) {
            OutgoingChunk chunk = get(at);
            chunk.missingReports = 0;
            chunk.fastRetransmitted = false;
            if (chunk.state == OutgoingChunk.State.IN_FLIGHT) {
                moveTo(chunk, OutgoingChunk.State.TO_RETRANSMIT);
            }
        }
    }

    /**
     * Gives up a message: all its chunks, and, if some of it was never sent, one more TSN that
     * stands for that rest. Without it a message whose sent part had been acknowledged would leave
     * the peer waiting for more (RFC 3758 §3.5 A3).
     */
    void abandon(OutgoingMessage message) {
        if (message.isStarted()) {
            long first = Math.max(message.firstTsn, cumulativeTsn + 1);
            for (long at = first; at <= message.lastTsn; at++) {
                moveTo(get(at), OutgoingChunk.State.ABANDONED);
            }
            if (!message.isFullyCut()) {
                var rest = new OutgoingChunk(nextTsn, message, message.cutBytes, 0);
                rest.state = OutgoingChunk.State.ABANDONED;
                add(rest);
            }
        }
        releasedBytes += message.release(message.heldBytes());
    }

    /**
     * Moves the advanced peer acknowledgement point; true if the peer has to be told (C1 to C3).
     */
    boolean advance(int maxStreamEntries) {
        int entries = 0;
        for (long at = cumulativeTsn + 1; at <= advancedTsn; at++) {
            entries += get(at).message.unordered ? 0 : 1;
        }
        while (advancedTsn + 1 < nextTsn) {
            OutgoingChunk chunk = get(advancedTsn + 1);
            if (chunk.state != OutgoingChunk.State.ABANDONED) {
                break;
            }
            entries += chunk.message.unordered ? 0 : 1;
            if (entries > maxStreamEntries) {
                break;
            }
            advancedTsn++;
        }
        return advancedTsn > cumulativeTsn;
    }

    /** Writes FORWARD TSN (RFC 3758 §3.2) with the last skipped number of each ordered stream. */
    void writeForwardTsn(SctpPacketWriter writer) {
        var skipped = new ArrayList<OutgoingMessage>();
        var position = new HashMap<Integer, Integer>();
        for (long at = cumulativeTsn + 1; at <= advancedTsn; at++) {
            OutgoingMessage message = get(at).message;
            if (message.unordered) {
                continue;
            }
            Integer known = position.putIfAbsent(message.streamId, skipped.size());
            if (known == null) {
                skipped.add(message);
            } else {
                skipped.set(known, message);
            }
        }
        int at = writer.chunk(ChunkType.FORWARD_TSN, 0, 4 + 4 * skipped.size());
        byte[] array = writer.array();
        BigEndian.putU32(array, at, advancedTsn);
        for (OutgoingMessage message : skipped) {
            at += 4;
            BigEndian.putU16(array, at, message.streamId);
            BigEndian.putU16(array, at + 2, message.ssn);
        }
    }
}
