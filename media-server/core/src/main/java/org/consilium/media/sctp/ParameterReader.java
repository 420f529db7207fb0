package org.consilium.media.sctp;

import org.consilium.media.buffer.BigEndian;

/**
 * Walks over parameters or error causes: type, length, value, padding (RFC 9260 §3.2.1, §3.3.10). A
 * flyweight for one walk.
 */
final class ParameterReader {
    private static final int HEADER_BYTES = 4;

    private final byte[] array;
    private final int end;
    private int offset;
    private int nextOffset;

    ParameterReader(byte[] array, int offset, int length) {
        this.array = array;
        this.end = offset + length;
        this.nextOffset = offset;
    }

    /** Moves to the next parameter; false behind the last one or before one whose length lies. */
    boolean next() {
        if (end - nextOffset < HEADER_BYTES) {
            return false;
        }
        int length = BigEndian.u16(array, nextOffset + 2);
        if (length < HEADER_BYTES || length > end - nextOffset) {
            return false;
        }
        offset = nextOffset;
        nextOffset += Math.min(SctpPacketReader.padded(length), end - nextOffset);
        return true;
    }

    int type() {
        return BigEndian.u16(array, offset);
    }

    /** Where the parameter begins, header included. */
    int offset() {
        return offset;
    }

    /** The length without padding, header included. */
    int length() {
        return BigEndian.u16(array, offset + 2);
    }

    int valueOffset() {
        return offset + HEADER_BYTES;
    }

    int valueLength() {
        return length() - HEADER_BYTES;
    }
}
