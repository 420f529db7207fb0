package org.consilium.media.receive;

import java.util.Arrays;
import org.consilium.media.rtp.SourcePacket;

/**
 * The recent packets of one source, found by extended sequence number: one store per source,
 * however many receivers it has.
 *
 * <p>Bytes lie one behind the other in a ring; a packet is kept until the ring overwrites it or its
 * slot is taken. So small packets are kept as densely as large ones, and memory is fixed. Positions
 * count on and on; a packet is intact while its position is less than one ring behind the head.
 * Single writer.
 */
final class PacketStore {
    private static final byte STARTS_FRAME = 1;

    private final byte[] ring;
    private final int ringMask;
    private final int slotMask;
    private final long[] sequences;
    private final long[] positions;
    private final long[] timestamps;
    private final long[] arrivals;
    private final char[] lengths;
    private final byte[] flags;

    /** Where the next packet goes. */
    private long head;

    /**
     * @param slots packets at most, a power of two
     * @param bytes bytes at most, a power of two
     */
    PacketStore(int slots, int bytes) {
        if (Integer.bitCount(slots) != 1 || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("slots " + slots + ", bytes " + bytes);
        }
        ring = new byte[bytes];
        ringMask = bytes - 1;
        slotMask = slots - 1;
        sequences = new long[slots];
        positions = new long[slots];
        timestamps = new long[slots];
        arrivals = new long[slots];
        lengths = new char[slots];
        flags = new byte[slots];
        Arrays.fill(sequences, -1);
    }

    /**
     * Copies a packet in. One too large for the ring, or older than what its slot holds, is not.
     */
    void add(SourcePacket packet) {
        int slot = (int) packet.extendedSequence & slotMask;
        int length = packet.length;
        if (length > Math.min(ring.length, Character.MAX_VALUE)
                || packet.extendedSequence < sequences[slot]) {
            return;
        }
        int at = (int) head & ringMask;
        if (at + length > ring.length) {
            head += ring.length - at;
            at = 0;
        }
        System.arraycopy(packet.array, packet.offset, ring, at, length);
        sequences[slot] = packet.extendedSequence;
        positions[slot] = head;
        timestamps[slot] = packet.extendedTimestamp;
        arrivals[slot] = packet.arrivalNanos;
        lengths[slot] = (char) length;
        flags[slot] = packet.startsFrame ? STARTS_FRAME : 0;
        head += length;
    }

    /** The slot that holds a packet intact, or −1. */
    int slot(long extendedSequence) {
        int slot = (int) extendedSequence & slotMask;
        return sequences[slot] == extendedSequence && positions[slot] >= head - ring.length
                ? slot
                : -1;
    }

    byte[] array() {
        return ring;
    }

    int offset(int slot) {
        return (int) positions[slot] & ringMask;
    }

    int length(int slot) {
        return lengths[slot];
    }

    long extendedTimestamp(int slot) {
        return timestamps[slot];
    }

    long arrivalNanos(int slot) {
        return arrivals[slot];
    }

    boolean startsFrame(int slot) {
        return flags[slot] == STARTS_FRAME;
    }

    /** Forgets everything: the source began again with other numbers. */
    void clear() {
        Arrays.fill(sequences, -1);
    }
}
