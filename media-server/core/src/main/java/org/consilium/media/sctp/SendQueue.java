package org.consilium.media.sctp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be cut into chunks, a queue per stream, served in turn message by message.
 * Without interleaving the fragments of a message have consecutive TSNs, so a message once begun is
 * finished before the next stream's turn. Single writer: its association.
 */
final class SendQueue {
    private final Map<Integer, Stream> streams = new HashMap<>();

    /** Streams that have messages, the one whose turn it is first. */
    private final ArrayDeque<Stream> turns = new ArrayDeque<>();

    boolean isEmpty() {
        return turns.isEmpty();
    }

    boolean isEmpty(int streamId) {
        Stream stream = streams.get(streamId);
        return stream == null || stream.messages.isEmpty();
    }

    void add(OutgoingMessage message) {
        Stream stream = streams.computeIfAbsent(message.streamId, id -> new Stream());
        stream.messages.add(message);
        if (stream.messages.size() == 1) {
            turns.add(stream);
        }
    }

    /** The message whose next fragment is to be sent; null when nothing waits. */
    @Nullable OutgoingMessage head() {
        Stream stream = turns.peekFirst();
        return stream == null ? null : stream.messages.peekFirst();
    }

    /**
     * Cuts the next fragment off the head.
     *
     * @return where in the message it begins
     */
    int cut(int bytes) {
        Stream stream = turns.getFirst();
        OutgoingMessage message = stream.messages.getFirst();
        if (!message.isStarted() && !message.unordered) {
            message.ssn = stream.nextSsn;
            stream.nextSsn = (stream.nextSsn + 1) & 0xffff;
        }
        int offset = message.cutBytes;
        message.cutBytes += bytes;
        if (message.isFullyCut()) {
            dropHead();
        }
        return offset;
    }

    /**
     * Removes the head. If some of it was sent, the next stream has its turn; if not, it stays with
     * this one, so that outdated messages do not cost a stream its share.
     */
    void dropHead() {
        Stream stream = turns.removeFirst();
        boolean used = stream.messages.removeFirst().isStarted();
        if (stream.messages.isEmpty()) {
            return;
        }
        if (used) {
            turns.addLast(stream);
        } else {
            turns.addFirst(stream);
        }
    }

    /** Forgets the messages of a stream, none of them begun; returns the bytes they held. */
    int drop(int streamId) {
        Stream stream = streams.remove(streamId);
        if (stream == null) {
            return 0;
        }
        turns.remove(stream);
        int held = 0;
        for (OutgoingMessage message : stream.messages) {
            held += message.heldBytes();
        }
        return held;
    }

    /** The stream starts from sequence number 0; nothing waits on it (RFC 6525 §5.1.2). */
    void reset(int streamId) {
        if (!isEmpty(streamId)) {
            throw new IllegalStateException("stream " + streamId + " is not empty");
        }
        streams.remove(streamId);
    }

    private static final class Stream {
        final ArrayDeque<OutgoingMessage> messages = new ArrayDeque<>(1);
        int nextSsn;
    }
}
