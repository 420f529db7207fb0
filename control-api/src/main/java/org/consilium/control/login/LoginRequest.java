package org.consilium.control.login;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /auth/login}. */
public record LoginRequest(@Nullable String email, @Nullable String password) {
    @Override
    public String toString() {
        return "LoginRequest"; // Never a secret in a log.
    }
}
