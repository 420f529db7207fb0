package org.consilium.control.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as its owner and administrators see it. */
public record UserView(
        UUID id,
        String email,
        String displayName,
        String role,
        String status,
        String locale,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {}
