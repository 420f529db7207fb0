package org.consilium.server.config;

import java.net.InetAddress;
import java.util.List;

/**
 * Where media arrives.
 *
 * @param port the UDP port of the first media loop; loop {@code i} uses {@code port + i}
 * @param bind addresses to bind; empty for all that are fit, a wildcard for all of its family
 * @param announce what to tell clients instead of what is bound; empty for just that
 * @param loopback whether 127.0.0.1 is bound and announced beside the others
 * @param bufferBytes SO_RCVBUF and SO_SNDBUF of each socket
 */
public record UdpConfig(
        int port,
        List<InetAddress> bind,
        List<AnnouncedAddress> announce,
        boolean loopback,
        int bufferBytes) {
    public UdpConfig {
        bind = List.copyOf(bind);
        announce = List.copyOf(announce);
    }
}
