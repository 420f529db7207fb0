package org.consilium.server.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The native memory where a thread lays what libcrypto reads and writes, so that a call carries
 * plain addresses only.
 *
 * <p>Arrays of the heap could be passed without a copy, but each as a {@link MemorySegment} of its
 * own, about 100 bytes that are allocated wherever the compiler does not see through the call. A
 * copy of a packet into memory that is in the cache costs less than that, and nothing depends on
 * the compiler.
 *
 * <p>One per thread, freed after the thread; a cipher's call leaves nothing in it that another
 * needs.
 */
final class NativeDesk {
    /** A longer text goes through in parts: more than the longest packet. */
    static final int TEXT_BYTES = 4096;

    private static final int WRITTEN = 0;
    private static final int SMALL = 16;
    private static final int SMALL_BYTES = 32;
    private static final int END = 64;
    private static final int TEXT = 128;

    private static final ThreadLocal<NativeDesk> OF_THREAD =
            ThreadLocal.withInitial(NativeDesk::new);

    private final MemorySegment memory = Arena.ofAuto().allocate(TEXT + TEXT_BYTES, TEXT);
    private final long address = memory.address();

    private NativeDesk() {}

    /** The desk of the calling thread. */
    static NativeDesk here() {
        return OF_THREAD.get();
    }

    /** Where libcrypto says how much it wrote, which we know anyway. */
    long written() {
        return address + WRITTEN;
    }

    /** Where the end of a message writes, which is nothing for a stream of bytes. */
    long end() {
        return address + END;
    }

    /** Where {@link #laySmall} puts a nonce or tag. */
    long small() {
        return address + SMALL;
    }

    /** Where {@link #layText} puts a part of a text. */
    long text() {
        return address + TEXT;
    }

    void laySmall(byte[] array, int offset, int length) {
        if (length > SMALL_BYTES) {
            throw new IndexOutOfBoundsException(length);
        }
        MemorySegment.copy(array, offset, memory, JAVA_BYTE, SMALL, length);
    }

    /** A key does not stay longer than needed. */
    void wipeSmall() {
        memory.asSlice(SMALL, SMALL_BYTES).fill((byte) 0);
    }

    void takeSmall(byte[] array, int offset, int length) {
        MemorySegment.copy(memory, JAVA_BYTE, SMALL, array, offset, length);
    }

    /**
     * @param length at most {@link #TEXT_BYTES}
     * @throws IndexOutOfBoundsException when the array does not have so many bytes there
     */
    void layText(byte[] array, int offset, int length) {
        MemorySegment.copy(array, offset, memory, JAVA_BYTE, TEXT, length);
    }

    void takeText(byte[] array, int offset, int length) {
        MemorySegment.copy(memory, JAVA_BYTE, TEXT, array, offset, length);
    }
}
