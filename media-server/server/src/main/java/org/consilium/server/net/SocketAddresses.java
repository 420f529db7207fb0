package org.consilium.server.net;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The kernel's form of an address and port: struct sockaddr_in (ip(7)) and sockaddr_in6 (ipv6(7)).
 */
final class SocketAddresses {
    /** Room for either. */
    static final int BYTES = 28;

    private static final int IPV4_BYTES = 16;
    private static final int PORT = 2;
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8;

    /** ::ffff:0:0/96, as {@code TransportAddress} keeps IPv4. */
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    /**
     * Writes an address given as in {@code TransportAddress}, and returns its length.
     *
     * @param at even
     */
    static int write(MemorySegment memory, long at, boolean ipv4, long high, long low, int port) {
        memory.set(U16, at + PORT, (short) port);
        if (ipv4) {
            memory.set(JAVA_SHORT, at, (short) SystemCalls.AF_INET);
            memory.set(U32, at + IPV4_ADDRESS, (int) low);
            memory.set(U64, at + IPV4_ADDRESS + Integer.BYTES, 0);
            return IPV4_BYTES;
        }
        memory.set(JAVA_SHORT, at, (short) SystemCalls.AF_INET6);
        memory.set(U32, at + PORT + Short.BYTES, 0); // flow information
        memory.set(U64, at + IPV6_ADDRESS, high);
        memory.set(U64, at + IPV6_ADDRESS + Long.BYTES, low);
        memory.set(U32, at + IPV6_ADDRESS + 2 * Long.BYTES, 0); // scope
        return BYTES;
    }

    static int port(MemorySegment memory, long at) {
        return Short.toUnsignedInt(memory.get(U16, at + PORT));
    }

    static boolean isIpv4(MemorySegment memory, long at) {
        return memory.get(JAVA_SHORT, at) == SystemCalls.AF_INET;
    }

    /** The first half of the address as {@code TransportAddress} keeps it. */
    static long high(MemorySegment memory, long at) {
        return isIpv4(memory, at) ? 0 : memory.get(U64, at + IPV6_ADDRESS);
    }

    static long low(MemorySegment memory, long at) {
        return isIpv4(memory, at)
                ? IPV4_MAPPED | Integer.toUnsignedLong(memory.get(U32, at + IPV4_ADDRESS))
                : memory.get(U64, at + IPV6_ADDRESS + Long.BYTES);
    }
}
