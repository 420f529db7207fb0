package org.consilium.control.joining;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /consults/{id}/invitations}. */
public record CreateInvitationRequest(
        @Nullable String roleInConsult,
        @Nullable String name,
        @Nullable String relation,
        @Nullable String locale,
        @Nullable Integer maxUses,
        @Nullable Integer expiresInMinutes) {}
