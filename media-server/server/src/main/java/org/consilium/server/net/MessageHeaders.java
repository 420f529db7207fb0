package org.consilium.server.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of struct mmsghdr (recvmmsg(2), sendmmsg(2)), each with room for its address, one piece
 * of data and one control message, as 64-bit Linux lays them out.
 *
 * <p>What is the same for every message is written once, by the constructor.
 */
final class MessageHeaders {
    private static final int HEADER_BYTES = 64;
    private static final int NAME_LENGTH = 8;
    private static final int PIECES = 16;
    private static final int PIECE_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;

    private static final int PIECE_BYTES = 16;
    private static final int PIECE_LENGTH = 8;

    /** CMSG_SPACE and CMSG_LEN of the 16-bit length of a segment (cmsg(3), udp(7)). */
    private static final int CONTROL_SPACE = 24;

    private static final int CONTROL_USED = 18;
    private static final int CONTROL_LEVEL = 8;
    private static final int CONTROL_TYPE = 12;
    private static final int CONTROL_DATA = 16;

    private static final int ADDRESS_SPACE = 32;

    private final MemorySegment headers;
    private final MemorySegment pieces;
    private final MemorySegment controls;
    private final MemorySegment addresses;

    MessageHeaders(Arena memory, int count) {
        headers = memory.allocate((long) count * HEADER_BYTES, HEADER_BYTES);
        pieces = memory.allocate((long) count * PIECE_BYTES, PIECE_BYTES);
        controls = memory.allocate((long) count * CONTROL_SPACE, Long.BYTES);
        addresses = memory.allocate((long) count * ADDRESS_SPACE, ADDRESS_SPACE);
        for (int i = 0; i < count; i++) {
            long header = (long) i * HEADER_BYTES;
            long control = (long) i * CONTROL_SPACE;
            headers.set(JAVA_LONG, header, addresses.address() + (long) i * ADDRESS_SPACE);
            headers.set(JAVA_LONG, header + PIECES, pieces.address() + (long) i * PIECE_BYTES);
            headers.set(JAVA_LONG, header + PIECE_COUNT, 1);
            headers.set(JAVA_LONG, header + CONTROL, controls.address() + control);
            controls.set(JAVA_LONG, control, CONTROL_USED);
            controls.set(JAVA_INT, control + CONTROL_LEVEL, SystemCalls.SOL_UDP);
            controls.set(JAVA_INT, control + CONTROL_TYPE, SystemCalls.UDP_SEGMENT);
            expectAddress(i);
        }
    }

    /** The address of the header, for a system call. */
    long at(int index) {
        return headers.address() + (long) index * HEADER_BYTES;
    }

    /** Where the message's bytes are, or are to be put. */
    void piece(int index, long address, long length) {
        long piece = (long) index * PIECE_BYTES;
        pieces.set(JAVA_LONG, piece, address);
        pieces.set(JAVA_LONG, piece + PIECE_LENGTH, length);
    }

    long pieceAddress(int index) {
        return pieces.get(JAVA_LONG, (long) index * PIECE_BYTES);
    }

    int pieceLength(int index) {
        return (int) pieces.get(JAVA_LONG, (long) index * PIECE_BYTES + PIECE_LENGTH);
    }

    /** Who the message goes to; the rest as in {@link SocketAddresses#write}. */
    void address(int index, boolean ipv4, long high, long low, int port) {
        int length =
                SocketAddresses.write(
                        addresses, (long) index * ADDRESS_SPACE, ipv4, high, low, port);
        headers.set(JAVA_INT, (long) index * HEADER_BYTES + NAME_LENGTH, length);
    }

    /** Makes room for the address that the kernel tells. */
    void expectAddress(int index) {
        headers.set(JAVA_INT, (long) index * HEADER_BYTES + NAME_LENGTH, SocketAddresses.BYTES);
    }

    long addressHigh(int index) {
        return SocketAddresses.high(addresses, (long) index * ADDRESS_SPACE);
    }

    long addressLow(int index) {
        return SocketAddresses.low(addresses, (long) index * ADDRESS_SPACE);
    }

    int port(int index) {
        return SocketAddresses.port(addresses, (long) index * ADDRESS_SPACE);
    }

    /** What the kernel received. */
    int receivedLength(int index) {
        return headers.get(JAVA_INT, (long) index * HEADER_BYTES + LENGTH);
    }

    /** Lets the kernel cut the message into datagrams of this length; 0 sends it as one. */
    void segmentLength(int index, int bytes) {
        headers.set(
                JAVA_LONG,
                (long) index * HEADER_BYTES + CONTROL_LENGTH,
                bytes == 0 ? 0 : CONTROL_SPACE);
        headers.set(JAVA_INT, (long) index * HEADER_BYTES + FLAGS, 0);
        controls.set(JAVA_SHORT, (long) index * CONTROL_SPACE + CONTROL_DATA, (short) bytes);
    }

    int segmentLength(int index) {
        return headers.get(JAVA_LONG, (long) index * HEADER_BYTES + CONTROL_LENGTH) == 0
                ? 0
                : Short.toUnsignedInt(
                        controls.get(JAVA_SHORT, (long) index * CONTROL_SPACE + CONTROL_DATA));
    }
}
