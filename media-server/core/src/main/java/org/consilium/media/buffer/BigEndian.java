package org.consilium.media.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads and writes unsigned integers in network byte order at any offset of an array.
 *
 * <p>Stateless. Callers check bounds; an access outside the array throws {@link
 * IndexOutOfBoundsException}, which in this project is always our own bug and never the network's.
 */
public final class BigEndian {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** The byte at {@code offset}, 0..255. */
    public static int u8(byte[] array, int offset) {
        return array[offset] & 0xff;
    }

    /** Two bytes, 0..65535. */
    public static int u16(byte[] array, int offset) {
        return (short) SHORT.get(array, offset) & 0xffff;
    }

    /** Three bytes, 0..2^24-1. */
    public static int u24(byte[] array, int offset) {
        return (u8(array, offset) << 16) | u16(array, offset + 1);
    }

    /** Four bytes as the bits of an int; SSRCs are kept in this form. */
    public static int i32(byte[] array, int offset) {
        return (int) INT.get(array, offset);
    }

    /** Four bytes, 0..2^32-1. */
    public static long u32(byte[] array, int offset) {
        return (int) INT.get(array, offset) & 0xffff_ffffL;
    }

    /** Eight bytes as the bits of a long. */
    public static long i64(byte[] array, int offset) {
        return (long) LONG.get(array, offset);
    }

    /** Writes the low 8 bits. */
    public static void putU8(byte[] array, int offset, int value) {
        array[offset] = (byte) value;
    }

    /** Writes the low 16 bits. */
    public static void putU16(byte[] array, int offset, int value) {
        SHORT.set(array, offset, (short) value);
    }

    /** Writes the low 24 bits. */
    public static void putU24(byte[] array, int offset, int value) {
        array[offset] = (byte) (value >>> 16);
        putU16(array, offset + 1, value);
    }

    /** Writes 32 bits. */
    public static void putI32(byte[] array, int offset, int value) {
        INT.set(array, offset, value);
    }

    /** Writes the low 32 bits. */
    public static void putU32(byte[] array, int offset, long value) {
        INT.set(array, offset, (int) value);
    }

    /** Writes 64 bits. */
    public static void putI64(byte[] array, int offset, long value) {
        LONG.set(array, offset, value);
    }
}
