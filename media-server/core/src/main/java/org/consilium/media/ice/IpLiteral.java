package org.consilium.media.ice;

import java.util.Optional;
import org.consilium.media.buffer.TransportAddress;

/** Reads IP addresses as text (RFC 4291 §2.2); host names are no addresses. */
final class IpLiteral {
    private IpLiteral() {}

    static Optional<TransportAddress> parse(String text, int port) {
        return text.indexOf(':') >= 0 ? ipv6(text, port) : ipv4(text, port);
    }

    private static Optional<TransportAddress> ipv4(String text, int port) {
        long address = ipv4Bits(text);
        return address < 0
                ? Optional.empty()
                : Optional.of(TransportAddress.ofIpv4((int) address, port));
    }

    /** −1 for what is not four decimal numbers. */
    private static long ipv4Bits(String text) {
        String[] parts = text.split("\\.", 5);
        if (parts.length != 4) {
            return -1;
        }
        long bits = 0;
        for (String part : parts) {
            long value = number(part, 3, 10);
            if (value < 0 || value > 255) {
                return -1;
            }
            bits = bits << 8 | value;
        }
        return bits;
    }

    private static Optional<TransportAddress> ipv6(String text, int port) {
        int gap = text.indexOf("::");
        if (text.length() > 45 || (gap >= 0 && text.indexOf("::", gap + 1) >= 0)) {
            return Optional.empty();
        }
        var groups = new int[8];
        int count;
        if (gap < 0) {
            count = groups(text, groups, 0);
            if (count != 8) {
                return Optional.empty();
            }
        } else {
            var tail = new int[8];
            int before = groups(text.substring(0, gap), groups, 0);
            int after = groups(text.substring(gap + 2), tail, 0);
            if (before < 0 || after < 0 || before + after > 7) {
                return Optional.empty();
            }
            System.arraycopy(tail, 0, groups, 8 - after, after);
        }
        return Optional.of(new TransportAddress(half(groups, 0), half(groups, 4), port));
    }

    /** Reads groups separated by single colons; the last may be IPv4. −1 when malformed. */
    private static int groups(String text, int[] groups, int start) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", 9);
        int count = start;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                long bits = ipv4Bits(parts[i]);
                if (bits < 0 || count > 6) {
                    return -1;
                }
                groups[count++] = (int) (bits >>> 16);
                groups[count++] = (int) bits & 0xffff;
            } else {
                long value = number(parts[i], 4, 16);
                if (value < 0 || count > 7) {
                    return -1;
                }
                groups[count++] = (int) value;
            }
        }
        return count;
    }

    private static long half(int[] groups, int start) {
        return (long) groups[start] << 48
                | (long) groups[start + 1] << 32
                | (long) groups[start + 2] << 16
                | groups[start + 3];
    }

    private static long number(String text, int maxDigits, int radix) {
        if (text.isEmpty() || text.length() > maxDigits) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
