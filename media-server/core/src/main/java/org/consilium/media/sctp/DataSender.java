package org.consilium.media.sctp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an association: cuts messages into DATA chunks, sends what congestion window
 * and peer allow, repeats what is lost, gives up what is not worth repeating (RFC 9260 §6, §7; RFC
 * 3758). Single writer: its association.
 */
final class DataSender {
    /** §6.1 D: packets that one event may set free, so that a burst does not fill a queue. */
    private static final int MAX_BURST = 4;

    private final SctpCounters counters;
    private final RetransmissionTimeout timeout;
    private final CongestionWindow congestion;
    private final OutstandingChunks outstanding;
    private final SendQueue queue = new SendQueue();
    private final int maxChunkBytes;
    private final int maxForwardEntries;
    private long[] gaps = new long[16];
    private long peerWindowBytes;
    private boolean peerSupportsForwardTsn;
    private int bufferedBytes;
    private boolean fastRetransmit;
    private boolean abandoned;
    private boolean forwardTsnDue;
    private long t3DeadlineNanos = SctpAssociation.NO_DEADLINE;
    private @Nullable OutgoingChunk measured;

    DataSender(
            SctpConfig config,
            long initialTsn,
            RetransmissionTimeout timeout,
            SctpCounters counters) {
        this.timeout = timeout;
        this.counters = counters;
        maxChunkBytes = config.maxPacketBytes() - SctpPacketReader.COMMON_HEADER_BYTES;
        maxForwardEntries = (maxChunkBytes - 8) / 4;
        congestion = new CongestionWindow(maxChunkBytes);
        outstanding = new OutstandingChunks(initialTsn);
    }

    /** The handshake told what the peer accepts. */
    void onConnected(long peerWindow, boolean forwardTsnSupported) {
        peerWindowBytes = peerWindow;
        peerSupportsForwardTsn = forwardTsnSupported;
    }

    /** What waits to be sent or acknowledged, overhead included. */
    int bufferedBytes() {
        return bufferedBytes;
    }

    void add(OutgoingMessage message) {
        bufferedBytes += message.heldBytes();
        queue.add(message);
    }

    /** Whether everything was acknowledged. */
    boolean isIdle() {
        return queue.isEmpty() && outstanding.isEmpty();
    }

    /** Whether everything of this stream was acknowledged. */
    boolean isIdle(int streamId) {
        return queue.isEmpty(streamId) && outstanding.isEmpty(streamId);
    }

    /** The last TSN that was given to a chunk. */
    long lastAssignedTsn() {
        return outstanding.nextTsn() - 1;
    }

    /** Forgets what is queued on a stream that turned out not to exist. */
    void drop(int streamId) {
        bufferedBytes -= queue.drop(streamId);
    }

    /** The peer knows that the stream starts from sequence number 0. */
    void resetStream(int streamId) {
        queue.reset(streamId);
    }

    long deadlineNanos() {
        return t3DeadlineNanos;
    }

    /** Takes the value of a SACK (§6.2.1); returns false if it makes no sense. */
    boolean onSack(byte[] array, int offset, int length, long nowNanos) {
        if (length < 12) {
            return false;
        }
        int gapCount = BigEndian.u16(array, offset + 8);
        int duplicateCount = BigEndian.u16(array, offset + 10);
        if (length < 12 + 4 * (gapCount + duplicateCount) || !readGaps(array, offset, gapCount)) {
            return false;
        }
        return onAcknowledgement(
                BigEndian.i32(array, offset), gapCount, BigEndian.u32(array, offset + 4), nowNanos);
    }

    /** Takes the cumulative TSN of a SHUTDOWN, which acknowledges as a SACK does (§9.2). */
    void onCumulativeTsn(int wireTsn, long nowNanos) {
        onAcknowledgement(wireTsn, -1, peerWindowBytes + outstanding.flightBytes(), nowNanos);
    }

    private boolean readGaps(byte[] array, int offset, int gapCount) {
        if (gaps.length < gapCount) {
            gaps = new long[gapCount];
        }
        for (int i = 0; i < gapCount; i++) {
            long start = BigEndian.u16(array, offset + 12 + 4 * i);
            long end = BigEndian.u16(array, offset + 14 + 4 * i);
            if (start < 1 || end < start) {
                return false;
            }
            gaps[i] = start << 16 | end;
        }
        // They should be in order, but nothing obliges the peer to it.
        Arrays.sort(gaps, 0, gapCount);
        return true;
    }

    private boolean onAcknowledgement(
            int wireTsn, int gapCount, long announcedBytes, long nowNanos) {
        long flightBefore = outstanding.flightBytes();
        boolean wasRecovering = congestion.isRecovering();
        if (!outstanding.acknowledge(wireTsn, gaps, gapCount)) {
            return false;
        }
        bufferedBytes -= outstanding.takeReleasedBytes();
        measureRoundTrip(nowNanos);
        long ackedBytes = outstanding.newlyAckedBytes();
        boolean advanced = outstanding.cumulativeAdvanced();
        // §6.1 A: a peer that answers zero window probes is there, however long its window is shut.
        if (ackedBytes > 0 || advanced || announcedBytes == 0) {
            timeout.onSignOfLife();
        }
        if (ackedBytes > 0) {
            congestion.onAcknowledged(
                    ackedBytes,
                    flightBefore,
                    advanced,
                    outstanding.cumulativeTsn(),
                    outstanding.isEmpty());
        }
        if (gapCount > 0) {
            long highest = outstanding.cumulativeTsn() + (gaps[gapCount - 1] & 0xffff);
            boolean countAll = wasRecovering && advanced;
            if ((ackedBytes > 0 || countAll) && outstanding.countMissing(countAll, highest)) {
                counters.fastRetransmits++;
                fastRetransmit |= congestion.onMissing(outstanding.nextTsn() - 1);
                abandonWhatIsLost(nowNanos);
            }
        }
        peerWindowBytes = Math.max(0, announcedBytes - outstanding.flightBytes());
        forwardTsnDue |= outstanding.advance(maxForwardEntries);
        if (outstanding.isEmpty()) {
            t3DeadlineNanos = SctpAssociation.NO_DEADLINE; // §6.3.2 R2
        } else if (advanced) {
            t3DeadlineNanos = nowNanos + timeout.rtoNanos(); // R3
        }
        return true;
    }

    /** One chunk at a time is timed, and only if it was sent once (§6.3.1 C4, C5). */
    private void measureRoundTrip(long nowNanos) {
        if (measured == null) {
            return;
        }
        if (measured.transmissions > 1 || measured.state == OutgoingChunk.State.ABANDONED) {
            measured = null;
        } else if (measured.state == OutgoingChunk.State.ACKNOWLEDGED) {
            timeout.onRoundTrip(nowNanos - measured.sentAtNanos);
            measured = null;
        }
    }

    /** T3-rtx expired (§6.3.3). */
    void onT3Expired(long nowNanos) {
        counters.retransmissionTimeouts++;
        congestion.onTimeout();
        timeout.backOff();
        fastRetransmit = false;
        measured = null;
        peerWindowBytes += outstanding.flightBytes();
        outstanding.markAllLost();
        abandonWhatIsLost(nowNanos);
        abandoned = true; // whatever was given up before has to be told again
        t3DeadlineNanos =
                outstanding.isEmpty() ? SctpAssociation.NO_DEADLINE : nowNanos + timeout.rtoNanos();
    }

    private void abandonWhatIsLost(long nowNanos) {
        if (!peerSupportsForwardTsn) {
            return;
        }
        long end = outstanding.nextTsn();
        for (long tsn = outstanding.cumulativeTsn() + 1; tsn < end; tsn++) {
            OutgoingChunk chunk = outstanding.get(tsn);
            if (chunk.state == OutgoingChunk.State.TO_RETRANSMIT && isSpent(chunk, nowNanos)) {
                abandon(chunk.message);
            }
        }
    }

    private static boolean isSpent(OutgoingChunk chunk, long nowNanos) {
        OutgoingMessage message = chunk.message;
        return nowNanos >= message.expiresAtNanos
                || (message.maxRetransmits >= 0 && chunk.transmissions > message.maxRetransmits);
    }

    private void abandon(OutgoingMessage message) {
        counters.messagesAbandoned++;
        abandoned = true;
        outstanding.abandon(message);
        bufferedBytes -= outstanding.takeReleasedBytes();
        if (queue.head() == message) {
            queue.dropHead();
        }
    }

    /** Writes what may be sent now. */
    void transmit(SctpPacketWriter writer, long nowNanos) {
        abandonExpiredHeads(nowNanos);
        if (outstanding.hasRetransmissions()) {
            abandonWhatIsLost(nowNanos);
        }
        if (abandoned) {
            abandoned = false;
            forwardTsnDue |= outstanding.advance(maxForwardEntries);
        }
        if (forwardTsnDue) {
            forwardTsnDue = false;
            outstanding.writeForwardTsn(writer);
            startT3(nowNanos);
        }
        long window =
                Math.min(
                        congestion.windowBytes(),
                        outstanding.flightBytes() + (long) MAX_BURST * maxChunkBytes);
        if (outstanding.hasRetransmissions()) {
            retransmit(writer, window, nowNanos);
        }
        fastRetransmit = false;
        if (!outstanding.hasRetransmissions()) {
            sendNew(writer, window, nowNanos);
        }
    }

    /** Whether {@link #transmit} would write something. */
    boolean canTransmit() {
        if (forwardTsnDue || abandoned || fastRetransmit) {
            return true;
        }
        return (outstanding.hasRetransmissions() || !queue.isEmpty())
                && outstanding.flightBytes() < congestion.windowBytes();
    }

    private void abandonExpiredHeads(long nowNanos) {
        for (OutgoingMessage head = queue.head();
                head != null && nowNanos >= head.expiresAtNanos;
                head = queue.head()) {
            if (head.isStarted() && !peerSupportsForwardTsn) {
                return;
            }
            abandon(head);
        }
    }

    /**
     * Repeats lost chunks, the earliest first. The first packet of a fast retransmission leaves
     * whatever the window is (§7.2.4 step 3).
     */
    private void retransmit(SctpPacketWriter writer, long window, long nowNanos) {
        int free = fastRetransmit ? maxChunkBytes : 0;
        long end = outstanding.nextTsn();
        for (long tsn = outstanding.cumulativeTsn() + 1; tsn < end; tsn++) {
            OutgoingChunk chunk = outstanding.get(tsn);
            if (chunk.state != OutgoingChunk.State.TO_RETRANSMIT) {
                continue;
            }
            int size = chunk.sizeBytes();
            if (size <= free) {
                free -= size;
            } else {
                free = 0;
                if (outstanding.flightBytes() > 0 && outstanding.flightBytes() + size > window) {
                    return;
                }
            }
            if (tsn == outstanding.cumulativeTsn() + 1) {
                t3DeadlineNanos = SctpAssociation.NO_DEADLINE; // R1 restarts it for the earliest
            }
            counters.chunksRetransmitted++;
            outstanding.onRetransmitted(chunk);
            write(writer, chunk, nowNanos);
            if (!outstanding.hasRetransmissions()) {
                return;
            }
        }
    }

    private void sendNew(SctpPacketWriter writer, long window, long nowNanos) {
        for (OutgoingMessage head = queue.head(); head != null; head = queue.head()) {
            int length =
                    Math.min(
                            head.payload.length - head.cutBytes,
                            maxChunkBytes - OutgoingChunk.HEADER_BYTES);
            int size = OutgoingChunk.HEADER_BYTES + SctpPacketReader.padded(length);
            long flight = outstanding.flightBytes();
            // §6.1 A, B: one chunk may always be in flight, to probe a shut window.
            if (flight > 0 && (flight + size > window || size > peerWindowBytes)) {
                return;
            }
            int offset = queue.cut(length);
            var chunk = new OutgoingChunk(outstanding.nextTsn(), head, offset, length);
            outstanding.add(chunk);
            if (measured == null) {
                measured = chunk;
            }
            write(writer, chunk, nowNanos);
            if (head.isFullyCut()) {
                counters.messagesSent++;
                abandonExpiredHeads(nowNanos);
            }
        }
    }

    private void write(SctpPacketWriter writer, OutgoingChunk chunk, long nowNanos) {
        chunk.transmissions++;
        chunk.sentAtNanos = nowNanos;
        chunk.write(writer);
        peerWindowBytes = Math.max(0, peerWindowBytes - chunk.sizeBytes());
        startT3(nowNanos);
    }

    private void startT3(long nowNanos) {
        if (t3DeadlineNanos == SctpAssociation.NO_DEADLINE) {
            t3DeadlineNanos = nowNanos + timeout.rtoNanos();
        }
    }
}
