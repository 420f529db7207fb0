package org.consilium.media.sctp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.consilium.media.buffer.SerialNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments together to messages and ordered messages into order (RFC 9260 §6.5, §6.6, §6.9).
 *
 * <p>The fragments of a message have consecutive TSNs, so what is incomplete is a set of runs of
 * consecutive TSNs. Every fragment begins a run, extends one, or joins two; a run from a B to an E
 * fragment is a message.
 *
 * <p>A message longer than allowed is followed to its end without keeping its bytes, and then
 * counted instead of delivered: ended associations would take every channel with them, for one
 * message of one of them. Single writer: its association.
 */
final class ReassemblyQueue {
    /**
     * What holding a fragment or message costs beside its bytes, roughly; so that many tiny ones
     * count for what they are.
     */
    static final int OVERHEAD_BYTES = 64;

    /** What became of a fragment. */
    enum Verdict {
        TAKEN,
        /** It continues a fragment of another message. */
        NOT_A_CONTINUATION
    }

    /** Takes messages away, each exactly once, ordered ones in order. */
    @FunctionalInterface
    interface Delivery {
        void onMessage(int streamId, int payloadProtocol, byte[] message);
    }

    private final int maxMessageBytes;
    private final SctpCounters counters;
    private final Delivery delivery;
    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private final Map<Integer, OrderedStream> streams = new HashMap<>();
    private long heldBytes;

    ReassemblyQueue(int maxMessageBytes, SctpCounters counters, Delivery delivery) {
        this.maxMessageBytes = maxMessageBytes;
        this.counters = counters;
        this.delivery = delivery;
    }

    /** What is held, overhead included. */
    long heldBytes() {
        return heldBytes;
    }

    /**
     * Takes a fragment whose TSN is new.
     *
     * @param payload owned by the queue from now on
     */
    Verdict add(
            long tsn,
            int streamId,
            int ssn,
            int payloadProtocol,
            boolean unordered,
            boolean begin,
            boolean end,
            byte[] payload) {
        var run = new Run(streamId, ssn, unordered, payloadProtocol, tsn, begin, end, payload);
        heldBytes += run.cost();
        Map.Entry<Long, Run> below = begin ? null : runs.lowerEntry(tsn);
        if (below != null && below.getValue().last == tsn - 1) {
            if (below.getValue().ends || !below.getValue().isSameMessage(run)) {
                return Verdict.NOT_A_CONTINUATION;
            }
            runs.remove(below.getKey());
            run = Run.join(below.getValue(), run);
        }
        Run above = end ? null : runs.get(tsn + 1);
        if (above != null) {
            if (above.begins || !above.isSameMessage(run)) {
                return Verdict.NOT_A_CONTINUATION;
            }
            runs.remove(tsn + 1);
            run = Run.join(run, above);
        }
        if (run.isTooLarge || run.bytes > maxMessageBytes) {
            heldBytes -= run.cost();
            run.dropBytes();
        }
        if (run.begins && run.ends) {
            heldBytes -= run.cost();
            complete(run);
        } else {
            runs.put(run.first, run);
        }
        return Verdict.TAKEN;
    }

    private void complete(Run run) {
        byte[] message = run.message();
        if (run.unordered) {
            deliver(run.streamId, run.payloadProtocol, message);
            return;
        }
        OrderedStream stream = streams.computeIfAbsent(run.streamId, id -> new OrderedStream());
        long ssn = SerialNumbers.extend16(stream.nextSsn, run.ssn);
        if (ssn == stream.nextSsn) {
            stream.nextSsn++;
            deliver(run.streamId, run.payloadProtocol, message);
            deliverWaiting(run.streamId, stream);
        } else if (ssn > stream.nextSsn) {
            var waiting = new Waiting(run.payloadProtocol, message);
            Waiting replaced = stream.waiting.put(ssn, waiting);
            heldBytes += waiting.cost() - (replaced == null ? 0 : replaced.cost());
        }
        // A number behind the next one was delivered or skipped: no honest peer uses it again.
    }

    private void deliverWaiting(int streamId, OrderedStream stream) {
        while (!stream.waiting.isEmpty() && stream.waiting.firstKey() == stream.nextSsn) {
            stream.nextSsn++;
            deliverFirst(streamId, stream);
        }
    }

    private void deliverFirst(int streamId, OrderedStream stream) {
        Waiting first = stream.waiting.pollFirstEntry().getValue();
        heldBytes -= first.cost();
        deliver(streamId, first.payloadProtocol, first.message);
    }

    /** Delivers a message, or counts one that was too large to be kept. */
    private void deliver(int streamId, int payloadProtocol, byte @Nullable [] message) {
        if (message == null) {
            counters.messagesTooLarge++;
        } else {
            delivery.onMessage(streamId, payloadProtocol, message);
        }
    }

    /** Drops the fragments of messages that the peer has abandoned (RFC 3758 §3.6). */
    void skipTo(long cumulativeTsn) {
        while (!runs.isEmpty() && runs.firstKey() <= cumulativeTsn) {
            heldBytes -= runs.pollFirstEntry().getValue().cost();
        }
    }

    /**
     * The peer skips the messages of a stream up to this sequence number; what waited behind them
     * is delivered (RFC 3758 §3.6).
     */
    void skipTo(int streamId, int skippedSsn) {
        OrderedStream stream = streams.computeIfAbsent(streamId, id -> new OrderedStream());
        long skipped = SerialNumbers.extend16(stream.nextSsn, skippedSsn);
        if (skipped < stream.nextSsn) {
            return;
        }
        stream.nextSsn = skipped + 1;
        while (!stream.waiting.isEmpty() && stream.waiting.firstKey() <= skipped) {
            deliverFirst(streamId, stream);
        }
        deliverWaiting(streamId, stream);
    }

    /** The peer begins the stream anew: numbers from 0, nothing waits (RFC 6525 §5.2.2). */
    void reset(int streamId) {
        OrderedStream stream = streams.remove(streamId);
        if (stream != null) {
            for (Waiting waiting : stream.waiting.values()) {
                heldBytes -= waiting.cost();
            }
        }
    }

    /** Consecutive fragments of one message. */
    private static final class Run {
        final int streamId;
        final int ssn;
        final boolean unordered;
        final int payloadProtocol;
        long first;
        long last;
        boolean begins;
        boolean ends;
        boolean isTooLarge;
        int bytes;
        private final ArrayDeque<byte[]> parts = new ArrayDeque<>(1);

        Run(
                int streamId,
                int ssn,
                boolean unordered,
                int payloadProtocol,
                long tsn,
                boolean begins,
                boolean ends,
                byte[] payload) {
            this.streamId = streamId;
            this.ssn = ssn;
            this.unordered = unordered;
            this.payloadProtocol = payloadProtocol;
            this.first = tsn;
            this.begins = begins;
            this.last = tsn;
            this.ends = ends;
            this.bytes = payload.length;
            parts.add(payload);
        }

        boolean isSameMessage(Run other) {
            return streamId == other.streamId
                    && unordered == other.unordered
                    && (unordered || ssn == other.ssn);
        }

        /** One run of two that touch. The shorter is moved, so that no order of arrival is dear. */
        static Run join(Run lower, Run upper) {
            lower.isTooLarge |= upper.isTooLarge;
            upper.isTooLarge = lower.isTooLarge;
            if (lower.parts.size() >= upper.parts.size()) {
                lower.parts.addAll(upper.parts);
                lower.last = upper.last;
                lower.ends = upper.ends;
                lower.bytes += upper.bytes;
                return lower;
            }
            for (var part = lower.parts.descendingIterator(); part.hasNext(); ) {
                upper.parts.addFirst(part.next());
            }
            upper.first = lower.first;
            upper.begins = lower.begins;
            upper.bytes += lower.bytes;
            return upper;
        }

        int cost() {
            return bytes + parts.size() * OVERHEAD_BYTES;
        }

        void dropBytes() {
            isTooLarge = true;
            parts.clear();
            bytes = 0;
        }

        byte @Nullable [] message() {
            if (isTooLarge) {
                return null;
            }
            if (parts.size() == 1) {
                return parts.getFirst();
            }
            var message = new byte[bytes];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, message, at, part.length);
                at += part.length;
            }
            return message;
        }
    }

    /** A whole message that came before one it has to follow; null when it was too large. */
    private record Waiting(int payloadProtocol, byte @Nullable [] message) {
        int cost() {
            return (message == null ? 0 : message.length) + OVERHEAD_BYTES;
        }
    }

    private static final class OrderedStream {
        /** Extended, as are the keys. */
        long nextSsn;

        final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    }
}
