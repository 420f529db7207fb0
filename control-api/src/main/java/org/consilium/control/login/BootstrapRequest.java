package org.consilium.control.login;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /auth/bootstrap}. */
public record BootstrapRequest(
        @Nullable String token,
        @Nullable String email,
        @Nullable String password,
        @Nullable String displayName) {
    @Override
    public String toString() {
        return "BootstrapRequest"; // Never a secret in a log.
    }
}
