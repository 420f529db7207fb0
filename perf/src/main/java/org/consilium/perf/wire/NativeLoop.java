package org.consilium.perf.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/**
 * What a C program would do at least to forward packets: encrypt each for each receiver with
 * AES-128-GCM from one buffer into another, and give the kernel a segmented message per receiver.
 * No parsing, no numbers, no statistics; everything by address in native memory.
 */
@SuppressWarnings("restricted") // calling the system is what this class is for
final class NativeLoop implements AutoCloseable {
    static final int PACKET_BYTES = 1200;
    private static final int HEADER_BYTES = 20;
    private static final int TAG_BYTES = 16;
    private static final int SEALED_BYTES = PACKET_BYTES + TAG_BYTES;
    private static final int GET_TAG = 0x10;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup CRYPTO =
            SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());

    private static final MethodHandle AES_128_GCM =
            LINKER.downcallHandle(
                    CRYPTO.findOrThrow("EVP_aes_128_gcm"), FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle NEW =
            LINKER.downcallHandle(
                    CRYPTO.findOrThrow("EVP_CIPHER_CTX_new"), FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle INIT =
            crypto("EVP_EncryptInit_ex", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle UPDATE =
            crypto("EVP_EncryptUpdate", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FINAL =
            crypto("EVP_EncryptFinal_ex", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CTRL =
            crypto("EVP_CIPHER_CTX_ctrl", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SOCKET = system("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SEND = system("sendmsg", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = system("close", JAVA_INT);

    private final Arena arena = Arena.ofConfined();
    private final int train;
    private final long source = arena.allocate(64L * PACKET_BYTES, 64).address();
    private final MemorySegment work = arena.allocate(256, 64);
    private final long trains;
    private final MemorySegment messages = arena.allocate(Sinks.COUNT * 256L, 64);
    private final long[] contexts = new long[Sinks.COUNT];
    private final int socket;
    private long counter;

    private static MethodHandle crypto(String name, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                CRYPTO.findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, parameters),
                Linker.Option.critical(false));
    }

    private static MethodHandle system(String name, ValueLayout... parameters) {
        ValueLayout result = "sendmsg".equals(name) ? JAVA_LONG : JAVA_INT;
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
    }

    /**
     * @param train packets per message, at most 64
     */
    NativeLoop(Sinks sinks, int train) {
        this.train = train;
        trains = arena.allocate(Sinks.COUNT * 64L * SEALED_BYTES, 64).address();
        try {
            long cipher = (long) AES_128_GCM.invokeExact();
            socket = (int) SOCKET.invokeExact(2, 2, 0);
            for (int i = 0; i < Sinks.COUNT; i++) {
                contexts[i] = (long) NEW.invokeExact();
                work.fill((byte) i);
                expect((int) INIT.invokeExact(contexts[i], cipher, 0L, work.address(), 0L), 1);
                message(i, sinks.address(i));
            }
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** struct msghdr with its address, data and UDP_SEGMENT, all in 256 bytes. */
    private void message(int index, InetSocketAddress to) {
        long base = index * 256L;
        long at = messages.address() + base;
        MemorySegment message = messages.asSlice(base, 256);
        message.set(JAVA_LONG, 0, at + 64);
        message.set(JAVA_INT, 8, 16);
        message.set(JAVA_LONG, 16, at + 96);
        message.set(JAVA_LONG, 24, 1);
        message.set(JAVA_LONG, 32, at + 128);
        message.set(JAVA_LONG, 40, train > 1 ? 24 : 0);
        message.set(JAVA_SHORT, 64, (short) 2);
        message.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 66, (short) to.getPort());
        MemorySegment.copy(to.getAddress().getAddress(), 0, message, JAVA_BYTE, 68, 4);
        message.set(JAVA_LONG, 96, trains + index * 64L * SEALED_BYTES);
        message.set(JAVA_LONG, 104, (long) train * SEALED_BYTES);
        message.set(JAVA_LONG, 128, 18);
        message.set(JAVA_INT, 136, SOL_UDP);
        message.set(JAVA_INT, 140, UDP_SEGMENT);
        message.set(JAVA_SHORT, 144, (short) SEALED_BYTES);
    }

    /** Forwards one train to every sink; how many packets left. */
    int forward() {
        int sent = 0;
        try {
            for (int to = 0; to < Sinks.COUNT; to++) {
                long context = contexts[to];
                for (int i = 0; i < train; i++) {
                    seal(context, source + (long) i * PACKET_BYTES, place(to, i));
                }
                long taken = (long) SEND.invokeExact(socket, messages.address() + to * 256L, 0x40);
                sent += (int) (taken / SEALED_BYTES);
            }
            return sent;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private long place(int to, int packet) {
        return trains + (to * 64L + packet) * SEALED_BYTES;
    }

    private void seal(long context, long packet, long destination) throws Throwable {
        long written = work.address() + 64;
        work.set(JAVA_LONG, 32, ++counter);
        // The header is associated data and travels in the clear.
        MemorySegment.copy(ALL, JAVA_BYTE, packet, ALL, JAVA_BYTE, destination, HEADER_BYTES);
        expect((int) INIT.invokeExact(context, 0L, 0L, 0L, work.address() + 32), 1);
        expect((int) UPDATE.invokeExact(context, 0L, written, packet, HEADER_BYTES), 1);
        expect(
                (int)
                        UPDATE.invokeExact(
                                context,
                                destination + HEADER_BYTES,
                                written,
                                packet + HEADER_BYTES,
                                PACKET_BYTES - HEADER_BYTES),
                1);
        expect((int) FINAL.invokeExact(context, work.address() + 96, written), 1);
        expect((int) CTRL.invokeExact(context, GET_TAG, TAG_BYTES, destination + PACKET_BYTES), 1);
    }

    /** All of memory, to copy by address. */
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static void expect(int result, int wanted) {
        if (result != wanted) {
            throw new IllegalStateException("a native call returned " + result);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a native call could not be made", e);
    }

    @Override
    public void close() {
        try {
            expect((int) CLOSE.invokeExact(socket), 0);
        } catch (Throwable e) {
            throw broken(e);
        }
        arena.close();
    }
}
