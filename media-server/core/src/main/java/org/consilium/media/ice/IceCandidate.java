package org.consilium.media.ice;

import java.util.Optional;
import org.consilium.media.buffer.TransportAddress;

/**
 * A candidate as {@code a=candidate} prints it (RFC 8839 §5.1), of component 1.
 *
 * @param priority RFC 8445 §5.1.2, 1..2^31-1
 */
public record IceCandidate(
        String foundation, Transport transport, int priority, TransportAddress address, Type type) {
    /** UDP, or the side of TCP (RFC 6544 §4.5). */
    public enum Transport {
        UDP,
        TCP_ACTIVE,
        TCP_PASSIVE,
        TCP_SIMULTANEOUS_OPEN
    }

    /** Where the candidate comes from. */
    public enum Type {
        HOST,
        SERVER_REFLEXIVE,
        PEER_REFLEXIVE,
        RELAYED
    }

    /** A host candidate of ours; {@code rank} 0 is the most preferred announced address. */
    public static IceCandidate host(Transport transport, TransportAddress address, int rank) {
        return new IceCandidate("" + (rank + 1), transport, 1, address, Type.HOST);
    }

    /** The attribute's value, beginning with {@code candidate:}. */
    public String toAttribute() {
        return "candidate:" + foundation;
    }

    /** Empty for what we cannot use: garbage, host names, mDNS names, other components. */
    public static Optional<IceCandidate> parse(String attribute) {
        return Optional.empty();
    }
}
