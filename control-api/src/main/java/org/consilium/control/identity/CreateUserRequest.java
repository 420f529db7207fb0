package org.consilium.control.identity;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /users}. */
public record CreateUserRequest(
        @Nullable String email,
        @Nullable String displayName,
        @Nullable String role,
        @Nullable String locale) {}
