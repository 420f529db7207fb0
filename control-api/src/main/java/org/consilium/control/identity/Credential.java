package org.consilium.control.identity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** What proves an account: for now its password's Argon2id hash. */
@Entity(name = "Credential")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Credential {
    @Id UUID id;
    UUID orgId;
    UUID userId;
    String kind;
    String hash;
    Instant changedAt;
    @Version int version;
    Instant createdAt;
    Instant updatedAt;
}
