package org.consilium.media.ice;

import java.util.Optional;
import org.consilium.media.buffer.TransportAddress;

/**
 * A candidate as {@code a=candidate} prints it (RFC 8839 §5.1), of component 1: RTP and RTCP share
 * it.
 *
 * @param foundation 1 to 32 ice-chars
 * @param priority RFC 8445 §5.1.2, 1..2^31-1
 */
public record IceCandidate(
        String foundation, Transport transport, int priority, TransportAddress address, Type type) {
    /** UDP, or the side of TCP (RFC 6544 §4.5). */
    public enum Transport {
        UDP("udp", ""),
        TCP_ACTIVE("tcp", "active"),
        TCP_PASSIVE("tcp", "passive"),
        TCP_SIMULTANEOUS_OPEN("tcp", "so");

        private final String protocol;
        private final String tcpType;

        Transport(String protocol, String tcpType) {
            this.protocol = protocol;
            this.tcpType = tcpType;
        }
    }

    /** Where the candidate comes from. */
    public enum Type {
        HOST("host", 126),
        SERVER_REFLEXIVE("srflx", 100),
        PEER_REFLEXIVE("prflx", 110),
        RELAYED("relay", 0);

        private final String token;
        private final int preference;

        Type(String token, int preference) {
            this.token = token;
            this.preference = preference;
        }
    }

    private static final String PREFIX = "candidate:";

    /** What a candidate line has at least: foundation to type. */
    private static final int MINIMUM_TOKENS = 8;

    /** Longer is no candidate. */
    private static final int MAX_LENGTH = 1024;

    public IceCandidate {
        if (priority <= 0) {
            throw new IllegalArgumentException("priority " + priority);
        }
    }

    /**
     * A host candidate of ours.
     *
     * @param rank 0 for the most preferred announced address, at most 8000; TCP comes behind every
     *     UDP candidate (RFC 6544 §4.2)
     */
    public static IceCandidate host(Transport transport, TransportAddress address, int rank) {
        if (rank < 0 || rank > 8000) {
            throw new IllegalArgumentException("rank " + rank);
        }
        // RFC 6544 §4.2: direction preference in the upper three bits; for UDP all of them are set.
        int direction = transport == Transport.UDP ? 7 : transport == Transport.TCP_ACTIVE ? 6 : 4;
        int localPreference = (direction << 13) + 8191 - rank;
        // RFC 8445 §5.1.2.1 with component 1.
        int priority = (Type.HOST.preference << 24) + (localPreference << 8) + 255;
        // RFC 8445 §5.1.1.3: equal for equal type, address and protocol. One rank is one address.
        String foundation = Integer.toString(2 * rank + (transport == Transport.UDP ? 1 : 2));
        return new IceCandidate(foundation, transport, priority, address, Type.HOST);
    }

    /** The attribute's value, beginning with {@code candidate:}. */
    public String toAttribute() {
        String tcpType = transport.tcpType.isEmpty() ? "" : " tcptype " + transport.tcpType;
        String related = type == Type.HOST ? "" : " raddr 0.0.0.0 rport 0";
        return PREFIX
                + foundation
                + " 1 "
                + transport.protocol
                + " "
                + priority
                + " "
                + address.hostLiteral()
                + " "
                + address.port()
                + " typ "
                + type.token
                + related
                + tcpType;
    }

    /**
     * Reads the value of a candidate attribute, with or without {@code a=}. Empty for what we
     * cannot use: garbage, host names, mDNS names, other components.
     */
    public static Optional<IceCandidate> parse(String attribute) {
        String text = attribute.startsWith("a=") ? attribute.substring(2) : attribute;
        if (!text.startsWith(PREFIX) || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String[] tokens = text.substring(PREFIX.length()).trim().split(" +", 64);
        if (tokens.length < MINIMUM_TOKENS
                || tokens[0].isEmpty()
                || tokens[0].length() > 32
                || !tokens[1].equals("1")
                || !tokens[6].equals("typ")) {
            return Optional.empty();
        }
        long priority = number(tokens[3], Integer.MAX_VALUE);
        long port = number(tokens[5], 0xffff);
        if (priority < 1 || port < 0) {
            return Optional.empty();
        }
        Optional<TransportAddress> address = IpLiteral.parse(tokens[4], (int) port);
        Optional<Transport> transport = transport(tokens);
        Optional<Type> type = type(tokens[7]);
        if (address.isEmpty() || transport.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new IceCandidate(
                        tokens[0], transport.get(), (int) priority, address.get(), type.get()));
    }

    private static Optional<Transport> transport(String[] tokens) {
        String tcpType = "";
        for (int i = MINIMUM_TOKENS; i + 1 < tokens.length; i += 2) {
            if (tokens[i].equals("tcptype")) {
                tcpType = tokens[i + 1];
            }
        }
        for (Transport transport : Transport.values()) {
            if (transport.protocol.equalsIgnoreCase(tokens[2])
                    && transport.tcpType.equals(tcpType)) {
                return Optional.of(transport);
            }
        }
        return Optional.empty();
    }

    private static Optional<Type> type(String token) {
        for (Type type : Type.values()) {
            if (type.token.equals(token)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** 0..maximum, −1 for anything else. */
    private static long number(String text, long maximum) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value <= maximum ? value : -1;
    }
}
