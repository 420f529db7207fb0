package org.consilium.control.identity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** The hospital or practice everything belongs to. */
@Entity(name = "Organisation")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Organisation {
    @Id UUID id;
    String name;
    String slug;
    String defaultLocale;
    String timeZone;
    @Version int version;
    Instant createdAt;
    Instant updatedAt;
}
