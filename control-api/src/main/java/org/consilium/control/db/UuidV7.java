package org.consilium.control.db;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Identifiers that sort by their time of creation: UUID version 7 (RFC 9562 §5.7), 48 bits of
 * milliseconds and 74 random bits.
 *
 * <p>Thread-safe. Two identifiers of one millisecond have no order among themselves.
 */
public final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();

    private UuidV7() {}

    public static UUID at(Instant now) {
        var bytes = new byte[10];
        RANDOM.nextBytes(bytes);
        long randomA = ((bytes[0] & 0x0FL) << 8) | (bytes[1] & 0xFFL);
        long randomB = 0;
        for (var i = 2; i < 10; i++) {
            randomB = (randomB << 8) | (bytes[i] & 0xFFL);
        }
        var high = (now.toEpochMilli() << 16) | 0x7000L | randomA;
        var low = (randomB & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
