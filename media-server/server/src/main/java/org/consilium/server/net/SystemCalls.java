package org.consilium.server.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Linux's system calls for UDP, as the C library has them. Loading this class fails elsewhere: ask
 * {@link #areThere} first.
 *
 * <p>Memory is given by its address. A call that fails returns the negative error number, as the
 * kernel itself does. None of them is a critical call: a train of packets takes the kernel many
 * microseconds, during which the virtual machine must be able to go on.
 */
@SuppressWarnings("restricted") // The manifest and the start script grant native access.
final class SystemCalls {
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    private static final int SOCK_DGRAM = 2;
    private static final int NONBLOCK = 0x800;
    private static final int CLOEXEC = 0x8_0000;
    private static final int MSG_DONTWAIT = 0x40;

    private static final List<String> NEEDED =
            List.of(
                    "socket",
                    "close",
                    "bind",
                    "getsockname",
                    "setsockopt",
                    "getsockopt",
                    "eventfd",
                    "read",
                    "write",
                    "ppoll",
                    "recvmmsg",
                    "sendmmsg",
                    "strerror");

    /** The numbers above are those of these; others have some of their own. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND =
            function("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle NAME =
            function("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SET_OPTION =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GET_OPTION =
            function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle EVENT = function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ =
            function("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE =
            function("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle POLL =
            function("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RECEIVE =
            function("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SEND =
            function("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle ERROR_TEXT =
            Linker.nativeLinker()
                    .downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    /** Where the calls of this owner leave their error number. */
    private final MemorySegment state;

    /**
     * @param memory of the owner; one thread at a time uses what is made here
     */
    SystemCalls(Arena memory) {
        state = memory.allocate(STATE);
    }

    /** Whether this is a Linux whose C library has all we need. */
    static boolean areThere() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
                && ARCHITECTURES.contains(System.getProperty("os.arch", ""))
                && NEEDED.stream()
                        .allMatch(
                                name ->
                                        Linker.nativeLinker()
                                                .defaultLookup()
                                                .find(name)
                                                .isPresent());
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().find(name).orElseThrow();
    }

    private static MethodHandle function(
            String name, ValueLayout result, ValueLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbol(name),
                        FunctionDescriptor.of(result, parameters),
                        Linker.Option.captureCallState("errno"));
    }

    /** The kernel's words for an error number. */
    static String text(int errno) {
        try {
            var text = (MemorySegment) ERROR_TEXT.invokeExact(errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** A foreign call declares to throw anything; with plain numbers it throws nothing. */
    private static IllegalStateException thrown(Throwable cause) {
        return new IllegalStateException("a system call failed", cause);
    }

    private int result(int returned) {
        return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
    }

    /** A datagram socket that never blocks. */
    int socket(int family) {
        try {
            return result(
                    (int) SOCKET.invokeExact(state, family, SOCK_DGRAM | NONBLOCK | CLOEXEC, 0));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    int close(int descriptor) {
        try {
            return result((int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    int bind(int socket, long address, int length) {
        try {
            return result((int) BIND.invokeExact(state, socket, address, length));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * @param length address of an int: the room at {@code address}, then what was needed
     */
    int name(int socket, long address, long length) {
        try {
            return result((int) NAME.invokeExact(state, socket, address, length));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * @param value address of an int
     */
    int setOption(int socket, int level, int option, long value) {
        try {
            return result(
                    (int)
                            SET_OPTION.invokeExact(
                                    state, socket, level, option, value, Integer.BYTES));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * @param value address of an int
     * @param length address of an int, 4
     */
    int option(int socket, int level, int option, long value, long length) {
        try {
            return result(
                    (int) GET_OPTION.invokeExact(state, socket, level, option, value, length));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** An eventfd(2) that never blocks. */
    int event() {
        try {
            return result((int) EVENT.invokeExact(state, 0, NONBLOCK | CLOEXEC));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Reads the eight bytes of an eventfd. */
    int readEvent(int event, long value) {
        try {
            return result((int) (long) READ.invokeExact(state, event, value, 8L));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Adds the eight bytes to an eventfd. */
    int writeEvent(int event, long value) {
        try {
            return result((int) (long) WRITE.invokeExact(state, event, value, 8L));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * @param descriptors address of {@code count} structs pollfd
     * @param timeout address of a struct timespec; 0 waits for ever
     */
    int poll(long descriptors, long count, long timeout) {
        try {
            return result((int) POLL.invokeExact(state, descriptors, count, timeout, 0L));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * @param messages address of {@code count} structs mmsghdr
     * @return how many were filled
     */
    int receive(int socket, long messages, int count) {
        try {
            return result(
                    (int) RECEIVE.invokeExact(state, socket, messages, count, MSG_DONTWAIT, 0L));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * @param messages address of {@code count} structs mmsghdr
     * @return how many were sent; an error is that of the first
     */
    int send(int socket, long messages, int count) {
        try {
            return result((int) SEND.invokeExact(state, socket, messages, count, MSG_DONTWAIT));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }
}
