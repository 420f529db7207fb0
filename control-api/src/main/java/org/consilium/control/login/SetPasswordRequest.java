package org.consilium.control.login;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /auth/password/set}. */
public record SetPasswordRequest(@Nullable String token, @Nullable String password) {
    @Override
    public String toString() {
        return "SetPasswordRequest"; // Never a secret in a log.
    }
}
