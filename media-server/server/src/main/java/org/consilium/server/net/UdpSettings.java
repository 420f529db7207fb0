package org.consilium.server.net;

import java.net.InetAddress;
import java.util.List;

/**
 * Where a port's sockets are and how large their kernel buffers are asked to be.
 *
 * @param addresses one socket each, all on the same port, so that an answer leaves from the address
 *     the question came to
 * @param port 0 takes any free one
 * @param batchCapacity most datagrams of one poll over all sockets
 * @param receiveBufferBytes SO_RCVBUF; the kernel may give less
 * @param sendBufferBytes SO_SNDBUF; the kernel may give less
 */
public record UdpSettings(
        List<InetAddress> addresses,
        int port,
        int batchCapacity,
        int receiveBufferBytes,
        int sendBufferBytes) {
    /**
     * At 100 Mbit/s, 4 MiB hold a third of a second: longer than any pause of the loop we have
     * seen.
     */
    public static final int DEFAULT_BUFFER_BYTES = 4 << 20;

    public UdpSettings {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address to bind");
        }
        if (batchCapacity < addresses.size()) {
            throw new IllegalArgumentException(
                    "a batch of " + batchCapacity + " for " + addresses.size() + " sockets");
        }
    }
}
