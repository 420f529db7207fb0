package org.consilium.server.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An address clients are told.
 *
 * @param address what they are told
 * @param local the address of this machine that a one-to-one NAT translates it to; empty when it is
 *     one of this machine's own, or for the first bound address of its family
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a value of configuration, off every path
public record AnnouncedAddress(InetAddress address, Optional<InetAddress> local) {}
