package org.consilium.media.rtcp;

import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * Reads transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). Checks
 * the whole message before it tells the visitor anything. Stateless.
 */
final class TransportFeedbackReader {
    static final int FIXED_LENGTH = 20;

    static final int NOT_RECEIVED = 0;
    static final int SMALL_DELTA = 1;
    static final int LARGE_DELTA = 2;

    /**
     * Statuses in one message that we are willing to walk. A run of losses costs the sender two
     * bytes for 8191 of them, so the count must not decide how long we work; 4096 packets are more
     * than anybody sends between two feedback messages.
     */
    static final int MAX_STATUSES = 4096;

    private TransportFeedbackReader() {}

    static boolean read(byte[] array, int at, int length, RtcpVisitor visitor) {
        if (length < FIXED_LENGTH) {
            return false;
        }
        int statusCount = BigEndian.u16(array, at + 14);
        int end = at + length;
        if (statusCount > MAX_STATUSES) {
            return false;
        }
        int deltas = walk(array, at, end, statusCount, -1, 0, null);
        if (deltas < 0) {
            return false;
        }
        int baseSequence = BigEndian.u16(array, at + 12);
        int referenceTime = BigEndian.i32(array, at + 16) >> 8;
        visitor.onTransportFeedback(
                BigEndian.i32(array, at + 4),
                BigEndian.i32(array, at + 8),
                baseSequence,
                statusCount,
                referenceTime,
                BigEndian.u8(array, at + 19));
        // 64 ms are 256 ticks of 250 µs
        walk(array, at, end, statusCount, deltas, referenceTime * 256L, visitor);
        visitor.onTransportFeedbackEnd();
        return true;
    }

    /**
     * Walks all statuses. Without a visitor measures only: answers where the deltas begin, or −1
     * when chunks or deltas reach over the end. With a visitor reads the deltas from {@code
     * firstDelta}.
     */
    private static int walk(
            byte[] array,
            int at,
            int end,
            int statusCount,
            int firstDelta,
            long referenceTicks,
            @Nullable RtcpVisitor visitor) {
        int sequence = BigEndian.u16(array, at + 12);
        int chunk = at + FIXED_LENGTH;
        int deltaBytes = 0;
        int delta = firstDelta;
        long ticks = referenceTicks;
        int remaining = statusCount;
        while (remaining > 0) {
            if (chunk + 2 > end) {
                return -1;
            }
            int word = BigEndian.u16(array, chunk);
            chunk += 2;
            int covered = Math.min(remaining, symbols(word));
            for (int i = 0; i < covered; i++) {
                int symbol = symbol(word, i);
                if (symbol > LARGE_DELTA) {
                    return -1; // §3.1.1: reserved
                }
                deltaBytes += symbol;
                if (visitor != null) {
                    if (symbol == NOT_RECEIVED) {
                        visitor.onTransportLoss(sequence);
                    } else {
                        ticks +=
                                symbol == SMALL_DELTA
                                        ? BigEndian.u8(array, delta)
                                        : (short) BigEndian.u16(array, delta);
                        delta += symbol;
                        visitor.onTransportArrival(sequence, ticks);
                    }
                }
                sequence = (sequence + 1) & 0xffff;
            }
            remaining -= covered;
        }
        return chunk + deltaBytes <= end ? chunk : -1;
    }

    /** How many statuses a chunk tells (§3.1.3, §3.1.4). */
    private static int symbols(int word) {
        if ((word & 0x8000) == 0) {
            return word & 0x1fff;
        }
        return (word & 0x4000) == 0 ? 14 : 7;
    }

    private static int symbol(int word, int index) {
        if ((word & 0x8000) == 0) {
            return (word >>> 13) & 3;
        }
        return (word & 0x4000) == 0 ? (word >>> (13 - index)) & 1 : (word >>> (12 - 2 * index)) & 3;
    }
}
