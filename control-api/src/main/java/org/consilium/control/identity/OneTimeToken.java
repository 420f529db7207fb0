package org.consilium.control.identity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A secret that opens one door once. Only its digest is stored. */
@Entity(name = "OneTimeToken")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class OneTimeToken {
    static final String BOOTSTRAP = "bootstrap";
    static final String SET_PASSWORD = "set_password";

    @Id UUID id;
    UUID orgId;
    String purpose;
    @Nullable UUID userId;
    byte[] tokenHash;
    Instant expiresAt;
    @Nullable Instant consumedAt;
    Instant createdAt;
}
