package org.consilium.control.joining;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /join/enter}. */
public record EnterRequest(
        @Nullable String secret, @Nullable String name, @Nullable String relation) {
    @Override
    public String toString() {
        return "EnterRequest"; // Never a secret in a log.
    }
}
