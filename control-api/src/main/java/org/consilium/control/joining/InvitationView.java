package org.consilium.control.joining;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An invitation without its secret. */
public record InvitationView(
        UUID id,
        String roleInConsult,
        @Nullable String name,
        @Nullable String relation,
        String locale,
        int maxUses,
        int usedCount,
        Instant expiresAt,
        Instant createdAt,
        @Nullable Instant revokedAt,
        String state) {}
