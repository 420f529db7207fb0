package org.consilium.perf.load.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls that {@link UdpSockets} needs, with Linux's numbers. Each answers −1 when it
 * failed; which error it was decides nothing here.
 */
@SuppressWarnings("restricted") // calling the system is what this class is for
final class Linux {
    static final int AF_INET = 2;
    static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUF = 8;
    static final int SOL_UDP = 17;
    static final int UDP_GRO = 104;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLLIN = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT = call("connect", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = call("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT =
            call("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECVMSG =
            LINKER.downcallHandle(
                    symbol("recvmsg"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            LINKER.downcallHandle(
                    symbol("send"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Linux() {}

    private static MethodHandle call(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    static int socket() {
        try {
            return (int) SOCKET.invokeExact(AF_INET, SOCK_DGRAM_NONBLOCK, 0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int connect(int socket, MemorySegment address, int length) {
        try {
            return (int) CONNECT.invokeExact(socket, address, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setOption(int socket, int level, int option, MemorySegment value) {
        try {
            return (int) SETSOCKOPT.invokeExact(socket, level, option, value, 4);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int close(int descriptor) {
        try {
            return (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int epollCreate() {
        try {
            return (int) EPOLL_CREATE.invokeExact(0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int epollAdd(int epoll, int descriptor, MemorySegment event) {
        try {
            return (int) EPOLL_CTL.invokeExact(epoll, EPOLL_CTL_ADD, descriptor, event);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int epollWait(int epoll, MemorySegment events, int maximum, int timeoutMillis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epoll, events, maximum, timeoutMillis);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long receive(int socket, MemorySegment message) {
        try {
            return (long) RECVMSG.invokeExact(socket, message, MSG_DONTWAIT);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long send(int socket, MemorySegment bytes, long length) {
        try {
            return (long) SEND.invokeExact(socket, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** A handle throws only where its types are not the call's. */
    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }
}
