package org.consilium.server.signal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How much text a participant may carry; the client protocol's usual limits. */
public final class Limits {
    /** Characters of an identity, a name, or a room's name. */
    public static final int MAX_NAME_LENGTH = 256;

    /** Bytes of a participant's or a room's metadata. */
    public static final int MAX_METADATA_BYTES = 512 * 1024;

    /** Bytes of all keys and values of a participant's attributes. */
    public static final int MAX_ATTRIBUTES_BYTES = 64 * 1024;

    private Limits() {}

    /** Whether a name is short enough; an empty one is. */
    public static boolean allowsName(String name) {
        return name.length() <= MAX_NAME_LENGTH;
    }

    /** Whether metadata is small enough. */
    public static boolean allowsMetadata(String metadata) {
        return metadata.length() <= MAX_METADATA_BYTES
                && metadata.getBytes(StandardCharsets.UTF_8).length <= MAX_METADATA_BYTES;
    }

    /** Whether attributes are small enough together. */
    public static boolean allowsAttributes(Map<String, String> attributes) {
        long bytes = 0;
        for (var attribute : attributes.entrySet()) {
            bytes += attribute.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += attribute.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes <= MAX_ATTRIBUTES_BYTES;
    }
}
