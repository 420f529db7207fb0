package org.consilium.control.identity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person who can sign in. */
@Entity(name = "UserAccount")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class UserAccount {
    static final String PENDING = "pending_verification";
    static final String ACTIVE = "active";

    @Id UUID id;
    UUID orgId;
    String email;
    String emailNorm;
    String displayName;
    String locale;
    String status;
    String primaryRole;
    int failedLogins;
    @Nullable Instant lockedUntil;
    @Nullable Instant lastLoginAt;
    @Version int version;
    Instant createdAt;
    Instant updatedAt;
    String createdBy;

    UserView view() {
        return new UserView(
                id, email, displayName, primaryRole, status, locale, createdAt, lastLoginAt);
    }
}
