package org.consilium.server.config;

import java.net.InetAddress;

/**
 * Where a port listens for HTTP.
 *
 * @param port 0 takes any free one
 */
public record HttpConfig(InetAddress bind, int port) {}
