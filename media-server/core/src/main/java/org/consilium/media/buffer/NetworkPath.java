package org.consilium.media.buffer;

/**
 * The way between one of our sockets and one remote address: what ICE calls the addresses of a
 * candidate pair. The shell keeps one instance per path and passes that same instance for every
 * datagram, so the core compares paths cheaply and never builds one per packet.
 *
 * @param localSocket which of the shell's sockets (or TCP connections) it is; meaningful to the
 *     shell only
 * @param remote the other end
 */
public record NetworkPath(int localSocket, TransportAddress remote) {}
