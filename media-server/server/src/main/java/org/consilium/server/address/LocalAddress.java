package org.consilium.server.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * An address of this machine.
 *
 * @param interfaceName as the operating system names it, {@code eth0}
 */
public record LocalAddress(InetAddress address, String interfaceName) {
    /**
     * How bridges and inner ends of virtual networks are named by container engines, orchestrators
     * and hypervisors. A client elsewhere never reaches them, and each would cost it ICE checks.
     */
    private static final List<String> VIRTUAL =
            List.of(
                    "docker", "br-", "veth", "virbr", "vnet", "cni", "flannel", "cali", "cilium",
                    "kube-", "lxc", "lxdbr", "incusbr", "podman", "vmnet", "vboxnet");

    /** The addresses of all interfaces that are up. */
    public static List<LocalAddress> ofThisMachine() throws SocketException {
        var addresses = new ArrayList<LocalAddress>();
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            if (one.isUp()) {
                one.inetAddresses().forEach(a -> addresses.add(new LocalAddress(a, one.getName())));
            }
        }
        return addresses;
    }

    boolean isVirtual() {
        return VIRTUAL.stream().anyMatch(interfaceName::startsWith);
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** Whether a host elsewhere could send to it without knowing an interface of its own. */
    boolean isRoutable() {
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }
}
