package org.consilium.media.sctp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * Resets streams, which is how data channels are closed (RFC 6525; RFC 8831 §6.7). One request of
 * ours is under way at a time; one of the peer may wait for the data sent before it. Single writer:
 * its association.
 */
final class StreamResets {
    /** What follows from resets. */
    interface Listener {
        /** The peer has reset its stream: nothing more comes on it. */
        void onIncomingReset(int streamId);

        /**
         * Our request was answered.
         *
         * @param done whether the peer did it
         */
        void onOutgoingReset(int streamId, boolean done);
    }

    /** RFC 6525 §4.4. */
    private static final int NOTHING_TO_DO = 0;

    private static final int PERFORMED = 1;
    private static final int DENIED = 2;
    private static final int BAD_SEQUENCE_NUMBER = 5;
    private static final int IN_PROGRESS = 6;

    /** Request number, response number, last TSN (RFC 6525 §4.1). */
    private static final int REQUEST_FIELDS_BYTES = 12;

    private static final int PARAMETER_HEADER_BYTES = 4;

    private final SctpConfig config;
    private final DataReceiver receiver;
    private final RetransmissionTimeout timeout;
    private final SctpPacketWriter writer;
    private final SctpCounters counters;
    private final Listener listener;

    // Ours
    private int requestNumber;
    private int[] requestedStreams = {};
    private long requestTsn;
    private long deadlineNanos = SctpAssociation.NO_DEADLINE;

    // The peer's
    private int peerRequestNumber;
    private int peerResult = BAD_SEQUENCE_NUMBER;
    private int @Nullable [] deferredStreams;
    private long deferredTsn;

    StreamResets(
            SctpConfig config,
            DataReceiver receiver,
            RetransmissionTimeout timeout,
            SctpPacketWriter writer,
            SctpCounters counters,
            Listener listener) {
        this.config = config;
        this.receiver = receiver;
        this.timeout = timeout;
        this.writer = writer;
        this.counters = counters;
        this.listener = listener;
    }

    /** Request numbers begin at the initial TSNs (RFC 6525 §5.1.1, §5.2.1). */
    void onConnected(long localInitialTsn, long peerInitialTsn) {
        requestNumber = (int) localInitialTsn;
        peerRequestNumber = (int) peerInitialTsn - 1;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean canRequest() {
        return requestedStreams.length == 0;
    }

    /** How many streams fit a request. */
    int maxStreamsPerRequest() {
        return (writer.maxValueBytes() - PARAMETER_HEADER_BYTES - REQUEST_FIELDS_BYTES) / 2;
    }

    /**
     * Asks the peer to take our streams as reset (RFC 6525 §5.1.2). Everything sent on them was
     * acknowledged.
     *
     * @param lastAssignedTsn the last TSN used by then
     */
    void request(int[] streams, long lastAssignedTsn, long nowNanos) {
        requestedStreams = streams;
        requestTsn = lastAssignedTsn;
        writeRequest(nowNanos);
    }

    private void writeRequest(long nowNanos) {
        int length = PARAMETER_HEADER_BYTES + REQUEST_FIELDS_BYTES + 2 * requestedStreams.length;
        int at = writer.chunk(ChunkType.RE_CONFIG, 0, length);
        byte[] array = writer.array();
        BigEndian.putU16(array, at, ParameterType.OUTGOING_SSN_RESET_REQUEST);
        BigEndian.putU16(array, at + 2, length);
        BigEndian.putI32(array, at + 4, requestNumber);
        BigEndian.putI32(array, at + 8, peerRequestNumber);
        BigEndian.putU32(array, at + 12, requestTsn);
        at += PARAMETER_HEADER_BYTES + REQUEST_FIELDS_BYTES;
        for (int stream : requestedStreams) {
            BigEndian.putU16(array, at, stream);
            at += 2;
        }
        deadlineNanos = nowNanos + timeout.rtoNanos();
    }

    /** The answer did not come. */
    void onExpired(long nowNanos) {
        timeout.backOff();
        writeRequest(nowNanos);
    }

    /** Takes the value of RE-CONFIG: one or two parameters (RFC 6525 §3.1). */
    void onReconfig(byte[] array, int offset, int length, long nowNanos) {
        var parameter = new ParameterReader(array, offset, length);
        for (int i = 0; i < 2 && parameter.next(); i++) {
            int at = parameter.valueOffset();
            int valueLength = parameter.valueLength();
            if (valueLength < 4) {
                counters.chunksIgnored++;
                return;
            }
            switch (parameter.type()) {
                case ParameterType.OUTGOING_SSN_RESET_REQUEST ->
                        onOutgoingResetRequest(array, at, valueLength);
                case ParameterType.ADD_OUTGOING_STREAMS_REQUEST ->
                        onAddStreamsRequest(array, at, valueLength);
                // WebRTC has no use for these (RFC 8831 §6.2 asks for outgoing resets only).
                case ParameterType.INCOMING_SSN_RESET_REQUEST,
                        ParameterType.SSN_TSN_RESET_REQUEST,
                        ParameterType.ADD_INCOMING_STREAMS_REQUEST -> {
                    int number = BigEndian.i32(array, at);
                    if (isNew(number)) {
                        accept(number, DENIED);
                    }
                    respond(number);
                }
                case ParameterType.RE_CONFIGURATION_RESPONSE -> {
                    if (valueLength >= 8) {
                        onResponse(
                                BigEndian.i32(array, at), BigEndian.i32(array, at + 4), nowNanos);
                    }
                }
                default -> counters.chunksIgnored++;
            }
        }
    }

    private boolean isNew(int number) {
        return number == peerRequestNumber + 1;
    }

    private void accept(int number, int result) {
        peerRequestNumber = number;
        peerResult = result;
        deferredStreams = null;
    }

    /** RFC 6525 §5.2.1: the latest request is answered as before, any other is out of sequence. */
    private void respond(int number) {
        int at = writer.chunk(ChunkType.RE_CONFIG, 0, PARAMETER_HEADER_BYTES + 8);
        byte[] array = writer.array();
        BigEndian.putU16(array, at, ParameterType.RE_CONFIGURATION_RESPONSE);
        BigEndian.putU16(array, at + 2, PARAMETER_HEADER_BYTES + 8);
        BigEndian.putI32(array, at + 4, number);
        BigEndian.putI32(
                array, at + 8, number == peerRequestNumber ? peerResult : BAD_SEQUENCE_NUMBER);
    }

    private void onOutgoingResetRequest(byte[] array, int offset, int length) {
        if (length < REQUEST_FIELDS_BYTES) {
            counters.chunksIgnored++;
            return;
        }
        int number = BigEndian.i32(array, offset);
        if (isNew(number)) {
            var streams = new int[(length - REQUEST_FIELDS_BYTES) / 2];
            for (int i = 0; i < streams.length; i++) {
                streams[i] = BigEndian.u16(array, offset + REQUEST_FIELDS_BYTES + 2 * i);
            }
            accept(number, IN_PROGRESS);
            deferredStreams = streams;
            deferredTsn = receiver.extended(BigEndian.i32(array, offset + 8));
            performDeferred();
        }
        respond(number);
    }

    /** Answers a request that waited for data, if that has come meanwhile (RFC 6525 §5.2.2 E2). */
    void onDataReceived() {
        if (deferredStreams != null && performDeferred()) {
            respond(peerRequestNumber);
        }
    }

    private boolean performDeferred() {
        int[] streams = deferredStreams;
        if (streams == null || receiver.cumulativeTsn() < deferredTsn) {
            return false;
        }
        deferredStreams = null;
        peerResult = PERFORMED;
        if (streams.length == 0) {
            // RFC 6525 §4.1: no number means every stream
            for (int id = 0; id < receiver.streamCount(); id++) {
                resetIncoming(id);
            }
        }
        for (int id : streams) {
            if (id < receiver.streamCount()) {
                resetIncoming(id);
            }
        }
        return true;
    }

    private void resetIncoming(int streamId) {
        receiver.resetStream(streamId);
        listener.onIncomingReset(streamId);
    }

    private void onAddStreamsRequest(byte[] array, int offset, int length) {
        if (length < 8) {
            counters.chunksIgnored++;
            return;
        }
        int number = BigEndian.i32(array, offset);
        if (isNew(number)) {
            int count = BigEndian.u16(array, offset + 4);
            boolean fits = receiver.streamCount() + count <= config.maxStreams();
            if (fits) {
                receiver.addStreams(count);
            }
            accept(number, fits ? PERFORMED : DENIED);
        }
        respond(number);
    }

    private void onResponse(int number, int result, long nowNanos) {
        if (requestedStreams.length == 0 || number != requestNumber) {
            counters.chunksIgnored++;
            return;
        }
        timeout.onSignOfLife();
        if (result == IN_PROGRESS) {
            deadlineNanos = nowNanos + timeout.rtoNanos();
            return;
        }
        int[] streams = Arrays.copyOf(requestedStreams, requestedStreams.length);
        requestedStreams = new int[0];
        deadlineNanos = SctpAssociation.NO_DEADLINE;
        requestNumber++;
        boolean done = result == PERFORMED || result == NOTHING_TO_DO;
        for (int stream : streams) {
            listener.onOutgoingReset(stream, done);
        }
    }
}
