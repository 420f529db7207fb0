package org.consilium.control.joining;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /join/lookup}. */
public record LookupRequest(@Nullable String secret) {
    @Override
    public String toString() {
        return "LookupRequest"; // Never a secret in a log.
    }
}
