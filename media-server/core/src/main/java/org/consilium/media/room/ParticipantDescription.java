package org.consilium.media.room;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Limits and rules of what a participant may say of itself. Stateless. */
final class ParticipantDescription {
    /** The limits that clients of the protocol expect. */
    static final int MAX_METADATA_CHARS = 512 * 1024;

    static final int MAX_ATTRIBUTES_CHARS = 64 * 1024;
    static final int MAX_NAME_CHARS = 256;

    private ParticipantDescription() {}

    /** Sets the given attributes; an empty value deletes. */
    static Map<String, String> merge(Map<String, String> before, Map<String, String> changes) {
        Map<String, String> merged = new HashMap<>(before);
        changes.forEach(
                (key, value) -> {
                    if (value.isEmpty()) {
                        merged.remove(key);
                    } else {
                        merged.put(key, value);
                    }
                });
        return Map.copyOf(merged);
    }

    static boolean isWithinLimits(
            Optional<String> name,
            Optional<String> metadata,
            Map<String, String> before,
            Map<String, String> changes) {
        int attributeChars =
                merge(before, changes).entrySet().stream()
                        .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                        .sum();
        return name.orElse("").length() <= MAX_NAME_CHARS
                && metadata.orElse("").length() <= MAX_METADATA_CHARS
                && attributeChars <= MAX_ATTRIBUTES_CHARS;
    }
}
