package org.consilium.media.buffer;

/**
 * An IP address and port as plain numbers. IPv4 is held in its IPv4-mapped form {@code
 * ::ffff:a.b.c.d} (RFC 4291 §2.5.5.2), so that one type and one comparison serve both families.
 *
 * @param high the first eight bytes of the IPv6 form
 * @param low the last eight bytes of the IPv6 form
 * @param port 0..65535
 */
public record TransportAddress(long high, long low, int port) {
    private static final long MAPPED_PREFIX = 0xffff_0000_0000L;

    public TransportAddress {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** Of an IPv4 address given as its 32 bits. */
    public static TransportAddress ofIpv4(int address, int port) {
        return new TransportAddress(0, MAPPED_PREFIX | (address & 0xffff_ffffL), port);
    }

    /**
     * Of the 4 or 16 bytes of an address.
     *
     * @throws IllegalArgumentException for any other number of bytes
     */
    public static TransportAddress of(byte[] address, int port) {
        return switch (address.length) {
            case 4 -> ofIpv4(BigEndian.i32(address, 0), port);
            case 16 ->
                    new TransportAddress(
                            BigEndian.i64(address, 0), BigEndian.i64(address, 8), port);
            default -> throw new IllegalArgumentException(address.length + " address bytes");
        };
    }

    /** Whether this is an IPv4 address (in its mapped form). */
    public boolean isIpv4() {
        return high == 0 && (low >>> 32) == 0xffff;
    }

    /** The 32 bits of an IPv4 address; meaningless for IPv6. */
    public int ipv4() {
        return (int) low;
    }

    /** The address in its shortest byte form: 4 bytes for IPv4, 16 for IPv6. */
    public byte[] addressBytes() {
        if (isIpv4()) {
            var bytes = new byte[4];
            BigEndian.putI32(bytes, 0, ipv4());
            return bytes;
        }
        var bytes = new byte[16];
        BigEndian.putI64(bytes, 0, high);
        BigEndian.putI64(bytes, 8, low);
        return bytes;
    }

    /** The literal of the address without the port, as candidates print it: {@code 192.0.2.1}. */
    public String hostLiteral() {
        if (isIpv4()) {
            return ((low >>> 24) & 0xff)
                    + "."
                    + ((low >>> 16) & 0xff)
                    + "."
                    + ((low >>> 8) & 0xff)
                    + "."
                    + (low & 0xff);
        }
        var text = new StringBuilder();
        for (int group = 0; group < 8; group++) {
            long half = group < 4 ? high : low;
            text.append(group == 0 ? "" : ":");
            text.append(Long.toHexString((half >>> (16 * (3 - (group & 3)))) & 0xffff));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return isIpv4() ? hostLiteral() + ":" + port : "[" + hostLiteral() + "]:" + port;
    }
}
