package org.consilium.media.sctp;

import org.consilium.media.buffer.BigEndian;

/** A DATA chunk that has a TSN. Changed by {@link OutstandingChunks} only. */
final class OutgoingChunk {
    /** Header and fields of a DATA chunk. */
    static final int HEADER_BYTES =
            SctpPacketReader.CHUNK_HEADER_BYTES + DataReceiver.DATA_FIELDS_BYTES;

    /** Where a chunk is between its first sending and its cumulative acknowledgement. */
    enum State {
        /** Sent, and neither acknowledged nor thought lost. */
        IN_FLIGHT,
        /** Thought lost. */
        TO_RETRANSMIT,
        /** Acknowledged by a gap block; a later SACK may revoke it. */
        ACKNOWLEDGED,
        /** Given up; the peer is told by FORWARD TSN. */
        ABANDONED
    }

    final long tsn;
    final OutgoingMessage message;
    final int offset;
    final int length;
    State state = State.IN_FLIGHT;
    int transmissions;
    long sentAtNanos;
    int missingReports;
    boolean fastRetransmitted;

    /**
     * @param offset where in the message the chunk begins
     * @param length 0 for the chunk that stands for the never sent rest of an abandoned message
     */
    OutgoingChunk(long tsn, OutgoingMessage message, int offset, int length) {
        this.tsn = tsn;
        this.message = message;
        this.offset = offset;
        this.length = length;
    }

    /** What it takes in a packet. */
    int sizeBytes() {
        return HEADER_BYTES + SctpPacketReader.padded(length);
    }

    /** Writes it as DATA (RFC 9260 §3.3.1). */
    void write(SctpPacketWriter writer) {
        int flags = message.unordered ? 4 : 0;
        if (offset == 0) {
            flags |= 2;
        }
        if (offset + length == message.payload.length) {
            flags |= 1;
        }
        int at = writer.chunk(ChunkType.DATA, flags, DataReceiver.DATA_FIELDS_BYTES + length);
        byte[] array = writer.array();
        BigEndian.putU32(array, at, tsn);
        BigEndian.putU16(array, at + 4, message.streamId);
        BigEndian.putU16(array, at + 6, message.unordered ? 0 : message.ssn);
        BigEndian.putI32(array, at + 8, message.payloadProtocol);
        System.arraycopy(message.payload, offset, array, at + 12, length);
    }
}
