package org.consilium.media.sctp;

import org.consilium.media.buffer.BigEndian;

/**
 * Walks over the chunks of one received packet (RFC 9260 §3). A flyweight: {@link #open} points it
 * at a packet, {@link #nextChunk} at the next chunk. Single writer: its association.
 */
final class SctpPacketReader {
    static final int COMMON_HEADER_BYTES = 12;
    static final int CHUNK_HEADER_BYTES = 4;

    /** What {@link #open} found. */
    enum Verdict {
        SOUND,
        MALFORMED,
        BAD_CHECKSUM
    }

    private final SctpChecksum checksum = new SctpChecksum();
    private byte[] array = new byte[0];
    private int packetOffset;
    private int end;
    private int chunkOffset;
    private int nextOffset;
    private int chunkCount;

    /**
     * Points at a packet and checks everything that can be checked without state: sizes, checksum,
     * and that the chunks fill the packet exactly. A packet with one lying length is dropped whole:
     * no honest sender makes one, and what precedes the lie is not worth guessing at.
     */
    Verdict open(byte[] packet, int offset, int length) {
        array = packet;
        packetOffset = offset;
        end = offset + length;
        if (length < COMMON_HEADER_BYTES + CHUNK_HEADER_BYTES) {
            return Verdict.MALFORMED;
        }
        if (!checksum.matches(packet, offset, length)) {
            return Verdict.BAD_CHECKSUM;
        }
        chunkCount = 0;
        int at = offset + COMMON_HEADER_BYTES;
        while (at < end) {
            if (end - at < CHUNK_HEADER_BYTES) {
                return Verdict.MALFORMED;
            }
            int chunkLength = BigEndian.u16(packet, at + 2);
            if (chunkLength < CHUNK_HEADER_BYTES || chunkLength > end - at) {
                return Verdict.MALFORMED;
            }
            chunkCount++;
            // The last chunk's padding may be missing from the record.
            at += Math.min(padded(chunkLength), end - at);
        }
        nextOffset = offset + COMMON_HEADER_BYTES;
        return Verdict.SOUND;
    }

    /** Moves to the next chunk; false behind the last. */
    boolean nextChunk() {
        if (nextOffset >= end) {
            return false;
        }
        chunkOffset = nextOffset;
        nextOffset += Math.min(padded(chunkLength()), end - nextOffset);
        return true;
    }

    /** Skips what is left of the packet. */
    void skipRest() {
        nextOffset = end;
    }

    int sourcePort() {
        return BigEndian.u16(array, packetOffset);
    }

    int destinationPort() {
        return BigEndian.u16(array, packetOffset + 2);
    }

    int verificationTag() {
        return BigEndian.i32(array, packetOffset + 4);
    }

    int chunkCount() {
        return chunkCount;
    }

    byte[] array() {
        return array;
    }

    int type() {
        return BigEndian.u8(array, chunkOffset);
    }

    int flags() {
        return BigEndian.u8(array, chunkOffset + 1);
    }

    /** Where the chunk begins, header included. */
    int chunkOffset() {
        return chunkOffset;
    }

    /** The length of the chunk without padding, header included. */
    int chunkLength() {
        return BigEndian.u16(array, chunkOffset + 2);
    }

    /** Where the chunk's value begins. */
    int valueOffset() {
        return chunkOffset + CHUNK_HEADER_BYTES;
    }

    /** The length of the chunk's value. */
    int valueLength() {
        return chunkLength() - CHUNK_HEADER_BYTES;
    }

    /** The next multiple of 4. */
    static int padded(int length) {
        return (length + 3) & ~3;
    }
}
