package org.consilium.server.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where media sockets are bound and which host candidates (RFC 8445 §5.1.1.1) clients get.
 *
 * <p>All of this is a choice among the machine's addresses, which {@link java.net.NetworkInterface}
 * lists; a harvester library would bring sockets and threads of its own for it, and
 * server-reflexive candidates are not needed by an ICE-lite agent on a known address (RFC 8445
 * §2.4).
 *
 * @param bound one socket each
 * @param announced best first
 */
public record MediaAddresses(List<InetAddress> bound, List<InetAddress> announced) {
    public MediaAddresses {
        bound = List.copyOf(bound);
        announced = List.copyOf(announced);
    }

    /**
     * What the operator wants.
     *
     * @param bind empty for all that are fit; a wildcard means all that are fit of its family
     * @param announce empty for what is bound; otherwise, for each family it names, all of the
     *     truth
     * @param loopback whether 127.0.0.1 is wanted beside the others
     */
    public record Wish(List<InetAddress> bind, List<Announce> announce, boolean loopback) {
        public Wish {
            bind = List.copyOf(bind);
            announce = List.copyOf(announce);
        }
    }

    /**
     * @param local which own address a NAT translates {@code address} to; empty for the address
     *     itself if it is ours, otherwise for the first bound one of its family
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a value of configuration
    public record Announce(InetAddress address, Optional<InetAddress> local) {}

    /**
     * Chooses.
     *
     * @throws IllegalArgumentException when nothing fits or the wish names an address that this
     *     machine does not have; the message says which
     */
    public static MediaAddresses choose(Wish wish, List<LocalAddress> available) {
        var bound = new LinkedHashSet<InetAddress>();
        if (wish.bind().isEmpty()) {
            bound.addAll(fit(available));
        }
        for (InetAddress address : wish.bind()) {
            if (address.isAnyLocalAddress()) {
                // Linux listens to both families on the IPv6 wildcard, so operators mean both.
                fit(available).stream()
                        .filter(a -> !isIpv4(address) || isIpv4(a))
                        .forEach(bound::add);
            } else {
                bound.add(own(address, available));
            }
        }
        if (wish.loopback()) {
            available.stream()
                    .map(LocalAddress::address)
                    .filter(a -> a.isLoopbackAddress() && isIpv4(a))
                    .findFirst()
                    .ifPresent(bound::add);
        }
        for (Announce announce : wish.announce()) {
            announce.local().ifPresent(local -> bound.add(own(local, available)));
        }
        if (bound.isEmpty()) {
            throw new IllegalArgumentException("this machine has no address for media");
        }
        return new MediaAddresses(List.copyOf(bound), announced(wish, bound));
    }

    private static List<InetAddress> announced(Wish wish, LinkedHashSet<InetAddress> bound) {
        var announced = new LinkedHashSet<InetAddress>();
        boolean ipv4 = false;
        boolean ipv6 = false;
        for (Announce announce : wish.announce()) {
            InetAddress address = announce.address();
            boolean reachable =
                    announce.local().isPresent()
                            || bound.stream().anyMatch(a -> isIpv4(a) == isIpv4(address));
            if (!reachable) {
                throw new IllegalArgumentException(
                        "cannot announce "
                                + address.getHostAddress()
                                + ": no address of its family is bound");
            }
            announced.add(address);
            ipv4 |= isIpv4(address);
            ipv6 |= !isIpv4(address);
        }
        for (InetAddress address : bound) {
            boolean decided = isIpv4(address) ? ipv4 : ipv6;
            // Loopback that was asked for is for this machine's own browser; NAT has no say in it.
            if (!decided || address.isLoopbackAddress()) {
                announced.add(address);
            }
        }
        return List.copyOf(announced);
    }

    /** All addresses worth binding by themselves, best first. */
    private static List<InetAddress> fit(List<LocalAddress> available) {
        var real = new ArrayList<LocalAddress>();
        var virtual = new ArrayList<LocalAddress>();
        var loopback = new ArrayList<LocalAddress>();
        for (LocalAddress address : available) {
            if (address.isLoopback()) {
                loopback.add(address);
            } else if (address.isRoutable()) {
                (address.isVirtual() ? virtual : real).add(address);
            }
        }
        List<LocalAddress> chosen =
                !real.isEmpty() ? real : !virtual.isEmpty() ? virtual : loopback;
        return chosen.stream()
                .sorted(Comparator.comparing(a -> !isIpv4(a.address())))
                .map(LocalAddress::address)
                .distinct()
                .toList();
    }

    private static InetAddress own(InetAddress address, List<LocalAddress> available) {
        // 127.0.0.0/8 is all ours although only one of it is listed.
        boolean ours =
                address.isLoopbackAddress()
                        || available.stream().anyMatch(a -> a.address().equals(address));
        if (!ours) {
            throw new IllegalArgumentException(
                    "this machine has no address " + address.getHostAddress());
        }
        return address;
    }

    private static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}
