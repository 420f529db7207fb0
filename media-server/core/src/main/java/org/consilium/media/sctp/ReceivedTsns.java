package org.consilium.media.sctp;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.SerialNumbers;

/**
 * Which TSNs have arrived: everything up to the cumulative one, and ranges above it (RFC 9260
 * §3.3.4). TSNs are extended to 64 bits, so that they compare as numbers; they are cut to 32 bits
 * on the wire only. Single writer: its association.
 */
final class ReceivedTsns {
    /** A gap block counts from the cumulative TSN in 16 bits. */
    private static final int MAX_DISTANCE = 0xffff;

    /**
     * Ranges that are remembered. Far more than a lossy path makes of one window; a peer that sends
     * every second TSN is not followed further.
     */
    private static final int MAX_RANGES = 2048;

    /** Duplicates reported in one SACK; they are a hint, nothing depends on them. */
    private static final int MAX_DUPLICATES = 16;

    private final TreeMap<Long, Long> ranges = new TreeMap<>();
    private final int[] duplicates = new int[MAX_DUPLICATES];
    private int duplicateCount;
    private long cumulative;

    /**
     * @param initialTsn the peer's first TSN
     */
    ReceivedTsns(long initialTsn) {
        cumulative = initialTsn - 1;
    }

    long cumulative() {
        return cumulative;
    }

    /** The extended form of a TSN from the wire. */
    long extended(int tsn) {
        return SerialNumbers.extend32(cumulative, tsn);
    }

    boolean hasGaps() {
        return !ranges.isEmpty();
    }

    /** Whether this TSN has arrived before, or has been skipped. */
    boolean contains(long tsn) {
        if (tsn <= cumulative) {
            return true;
        }
        Map.Entry<Long, Long> below = ranges.floorEntry(tsn);
        return below != null && tsn <= below.getValue();
    }

    /** Whether a new TSN can be remembered. */
    boolean hasRoomFor(long tsn) {
        return tsn - cumulative <= MAX_DISTANCE
                && (ranges.size() < MAX_RANGES || tsn == cumulative + 1);
    }

    /** Notes a TSN for which {@link #contains} is false and {@link #hasRoomFor} true. */
    void add(long tsn) {
        if (tsn == cumulative + 1) {
            cumulative = tsn;
            absorb();
            return;
        }
        long first = tsn;
        long last = tsn;
        Map.Entry<Long, Long> below = ranges.lowerEntry(tsn);
        if (below != null && below.getValue() == tsn - 1) {
            first = below.getKey();
        }
        Long above = ranges.remove(tsn + 1);
        if (above != null) {
            last = above;
        }
        ranges.put(first, last);
    }

    /** Notes a duplicate, to be reported in the next SACK. */
    void addDuplicate(int tsn) {
        if (duplicateCount < MAX_DUPLICATES) {
            duplicates[duplicateCount++] = tsn;
        }
    }

    /** Takes everything up to {@code tsn} as arrived (RFC 3758 §3.6). */
    void skipTo(long tsn) {
        if (tsn > cumulative) {
            cumulative = tsn;
            absorb();
        }
    }

    /** Joins ranges that the cumulative TSN has reached. */
    private void absorb() {
        while (!ranges.isEmpty() && ranges.firstKey() <= cumulative + 1) {
            cumulative = Math.max(cumulative, ranges.pollFirstEntry().getValue());
        }
    }

    /**
     * Writes a SACK and forgets the duplicates. Gap blocks that do not fit a packet are left out.
     */
    void writeSack(SctpPacketWriter writer, long windowBytes) {
        int room = (writer.maxValueBytes() - 12) / 4 - duplicateCount;
        int gaps = Math.min(room, ranges.size());
        int at = writer.chunk(ChunkType.SACK, 0, 12 + 4 * (gaps + duplicateCount));
        byte[] array = writer.array();
        BigEndian.putU32(array, at, cumulative);
        BigEndian.putU32(array, at + 4, windowBytes);
        BigEndian.putU16(array, at + 8, gaps);
        BigEndian.putU16(array, at + 10, duplicateCount);
        at += 12;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            if (gaps-- == 0) {
                break;
            }
            BigEndian.putU16(array, at, (int) (range.getKey() - cumulative));
            BigEndian.putU16(array, at + 2, (int) (range.getValue() - cumulative));
            at += 4;
        }
        for (int duplicate : Arrays.copyOf(duplicates, duplicateCount)) {
            BigEndian.putI32(array, at, duplicate);
            at += 4;
        }
        duplicateCount = 0;
    }
}
