package org.consilium.media.rtp;

import java.util.Arrays;
import java.util.Map;

/**
 * Which id each header extension has on one transport, as negotiated by {@code a=extmap} (RFC 8285
 * §6). Immutable.
 */
public final class HeaderExtensionMap {
    /** No extension negotiated. */
    public static final HeaderExtensionMap EMPTY = new HeaderExtensionMap(Map.of());

    /** Index of the extension by id, −1 where none. */
    private final byte[] indexById = new byte[256];

    /** Id by index of the extension, 0 where none: 0 is padding and never an id. */
    private final int[] idByIndex = new int[HeaderExtension.COUNT];

    /**
     * @param ids ids 1..255; 15 is only possible in the two-byte form (RFC 8285 §4.2)
     * @throws IllegalArgumentException for an id out of range or used twice
     */
    public HeaderExtensionMap(Map<HeaderExtension, Integer> ids) {
        Arrays.fill(indexById, (byte) -1);
        for (Map.Entry<HeaderExtension, Integer> entry : ids.entrySet()) {
            int id = entry.getValue();
            if (id < 1 || id > 255 || indexById[id] >= 0) {
                throw new IllegalArgumentException("header extension ids " + ids);
            }
            indexById[id] = (byte) entry.getKey().index();
            idByIndex[entry.getKey().index()] = id;
        }
    }

    /** The id of an extension, 0 when it was not negotiated. */
    public int id(HeaderExtension extension) {
        return idByIndex[extension.index()];
    }

    /** Whether the extension was negotiated. */
    public boolean has(HeaderExtension extension) {
        return idByIndex[extension.index()] != 0;
    }

    /** The {@link HeaderExtension#index()} of an id 0..255, −1 when we do not know it. */
    public int index(int id) {
        return indexById[id];
    }
}
