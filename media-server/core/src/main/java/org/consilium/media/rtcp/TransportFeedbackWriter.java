package org.consilium.media.rtcp;

import org.consilium.media.buffer.BigEndian;

/**
 * Builds transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1): {@link
 * #begin}, {@link #add} in order of sequence until it refuses or all is told, {@link #write}.
 *
 * <p>Single writer. Keeps its tables for its whole life; allocates nothing after construction.
 */
public final class TransportFeedbackWriter {
    /** Statuses in one message; keeps run lengths within their 13 bits. */
    private static final int MAX_STATUSES = TransportFeedbackReader.MAX_STATUSES;

    /** Ticks of 250 µs in one unit of the reference time, 64 ms. */
    private static final int TICKS_PER_REFERENCE = 256;

    private final byte[] symbols = new byte[MAX_STATUSES];

    /** Delta of each received status. */
    private final short[] deltas = new short[MAX_STATUSES];

    private int statusCount;
    private int baseSequence;
    private long referenceTime;
    private long lastTicks;
    private int deltaBytes;
    private int capacity;

    /** A writer with no message begun. */
    public TransportFeedbackWriter() {}

    /**
     * Begins a message.
     *
     * @param firstSequence 16-bit number of the first packet reported, lost or not
     * @param firstArrivalTicks arrival of the first packet that did arrive, in units of 250 µs
     * @param capacityBytes the most that the message may take; at least 24
     */
    public void begin(int firstSequence, long firstArrivalTicks, int capacityBytes) {
        statusCount = 0;
        deltaBytes = 0;
        baseSequence = firstSequence;
        referenceTime = Math.floorDiv(firstArrivalTicks, TICKS_PER_REFERENCE);
        lastTicks = referenceTime * TICKS_PER_REFERENCE;
        capacity = capacityBytes;
    }

    /**
     * Adds a packet that arrived; those between the last one added and this one count as lost.
     *
     * @return false, with nothing added, when it does not fit in size, number or time: this message
     *     is then to be written and another begun
     */
    public boolean add(int sequence, long arrivalTicks) {
        int index = (sequence - baseSequence) & 0xffff;
        if (index < statusCount || index >= MAX_STATUSES) {
            return false;
        }
        long delta = arrivalTicks - lastTicks;
        if (delta != (short) delta) {
            return false;
        }
        int symbol =
                delta >= 0 && delta <= 0xff
                        ? TransportFeedbackReader.SMALL_DELTA
                        : TransportFeedbackReader.LARGE_DELTA;
        if (padded(chunkBytes(index + 1) + deltaBytes + symbol) > capacity) {
            return false;
        }
        while (statusCount < index) {
            symbols[statusCount++] = TransportFeedbackReader.NOT_RECEIVED;
        }
        symbols[statusCount] = (byte) symbol;
        deltas[statusCount++] = (short) delta;
        deltaBytes += symbol;
        lastTicks = arrivalTicks;
        return true;
    }

    /** How many packets the message tells of so far, lost ones included. */
    public int statusCount() {
        return statusCount;
    }

    /** Writes the message. Returns its bytes, at most the capacity given at the beginning. */
    public int write(byte[] array, int offset, int senderSsrc, int mediaSsrc, int feedbackCount) {
        BigEndian.putU16(array, offset + 12, baseSequence);
        BigEndian.putU16(array, offset + 14, statusCount);
        BigEndian.putU24(array, offset + 16, (int) referenceTime);
        array[offset + 19] = (byte) feedbackCount;
        int position = writeChunks(array, offset + TransportFeedbackReader.FIXED_LENGTH);
        for (int i = 0; i < statusCount; i++) {
            if (symbols[i] == TransportFeedbackReader.SMALL_DELTA) {
                array[position++] = (byte) deltas[i];
            } else if (symbols[i] == TransportFeedbackReader.LARGE_DELTA) {
                BigEndian.putU16(array, position, deltas[i]);
                position += 2;
            }
        }
        int used = position - offset;
        int length = (used + 3) & ~3;
        RtcpPacket.writeFeedbackHeader(
                array,
                offset,
                RtcpPacket.TRANSPORT_WIDE,
                RtcpPacket.TRANSPORT_FEEDBACK,
                length,
                senderSsrc,
                mediaSsrc);
        // §3.1: zero padding to the boundary. It is no RTCP padding, whose unit would be four
        // bytes.
        while (position < offset + length) {
            array[position++] = 0;
        }
        return length;
    }

    /**
     * Greedy: a run where it covers at least a two-bit vector, otherwise the one-bit vector if the
     * next fourteen allow it. Every chunk but the last covers seven or more, so there are never
     * more than {@link #chunkBytes} counts.
     */
    private int writeChunks(byte[] array, int offset) {
        int position = offset;
        int index = 0;
        while (index < statusCount) {
            int run = runLength(index);
            int word;
            if (run >= 14 || (run >= 7 && !fitsOneBit(index))) {
                word = (symbols[index] << 13) | run;
                index += run;
            } else if (fitsOneBit(index)) {
                word = 0x8000;
                for (int i = 0; i < 14; i++, index++) {
                    word |= symbolAt(index) << (13 - i);
                }
            } else {
                word = 0xc000;
                for (int i = 0; i < 7; i++, index++) {
                    word |= symbolAt(index) << (12 - 2 * i);
                }
            }
            BigEndian.putU16(array, position, word);
            position += 2;
        }
        return position;
    }

    private int runLength(int start) {
        int end = start + 1;
        while (end < statusCount && symbols[end] == symbols[start]) {
            end++;
        }
        return end - start;
    }

    private boolean fitsOneBit(int start) {
        for (int i = start; i < start + 14; i++) {
            if (symbolAt(i) > TransportFeedbackReader.SMALL_DELTA) {
                return false;
            }
        }
        return true;
    }

    private int symbolAt(int index) {
        return index < statusCount ? symbols[index] : TransportFeedbackReader.NOT_RECEIVED;
    }

    private static int chunkBytes(int statuses) {
        return 2 * ((statuses + 6) / 7);
    }

    private static int padded(int content) {
        return (TransportFeedbackReader.FIXED_LENGTH + content + 3) & ~3;
    }
}
