package org.consilium.server.net;

import io.netty.channel.unix.Errors.NativeIoException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Locale;

/** Why the kernel did not take a datagram, in the words operators see. */
enum SendFailure {
    UNREACHABLE,
    NOT_PERMITTED,
    TOO_LONG,
    /** The kernel's own queues are full. */
    NO_BUFFERS,
    /** A segmented train was refused: no support on the way out, or segments above the path MTU. */
    SEGMENTATION,
    OTHER;

    // Linux error numbers (asm-generic/errno.h); the same on x86-64 and aarch64.
    private static final int EPERM = 1;
    private static final int EIO = 5;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int EINVAL = 22;
    private static final int EMSGSIZE = 90;
    private static final int EADDRNOTAVAIL = 99;
    private static final int ENETDOWN = 100;
    private static final int ENETUNREACH = 101;
    private static final int ENOBUFS = 105;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTUNREACH = 113;

    /**
     * @param segmented whether what failed was a train of several datagrams
     */
    static SendFailure of(Throwable cause, boolean segmented) {
        if (cause instanceof NativeIoException failure) {
            return ofErrno(-failure.expectedErr(), segmented);
        }
        if (cause instanceof PortUnreachableException || cause instanceof NoRouteToHostException) {
            return UNREACHABLE;
        }
        // The portable sockets tell the error only in the kernel's words.
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("unreachable") || text.contains("refused")) {
            return UNREACHABLE;
        }
        if (text.contains("not permitted") || text.contains("denied")) {
            return NOT_PERMITTED;
        }
        if (text.contains("too long") || text.contains("too large")) {
            return TOO_LONG;
        }
        return text.contains("buffer space") ? NO_BUFFERS : OTHER;
    }

    /** Of Linux's number of the error. */
    static SendFailure ofErrno(int errno, boolean segmented) {
        return switch (errno) {
            case EIO, EINVAL, EMSGSIZE ->
                    segmented ? SEGMENTATION : errno == EMSGSIZE ? TOO_LONG : OTHER;
            case EPERM, EACCES -> NOT_PERMITTED;
            case EAGAIN, ENOMEM, ENOBUFS -> NO_BUFFERS;
            case EADDRNOTAVAIL, ENETDOWN, ENETUNREACH, ECONNREFUSED, EHOSTUNREACH -> UNREACHABLE;
            default -> OTHER;
        };
    }
}
