package org.consilium.control.login;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One refresh token. A sign-in is a family of them, each made from the one before. */
@Entity(name = "SignIn")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class SignIn {
    @Id UUID id;
    UUID orgId;
    UUID userId;
    UUID familyId;
    byte[] refreshHash;
    Instant issuedAt;
    Instant expiresAt;
    @Nullable Instant rotatedAt;
    @Nullable Instant revokedAt;
    @Nullable String revokeReason;
}
