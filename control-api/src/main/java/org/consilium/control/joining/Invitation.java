package org.consilium.control.joining;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A link into one consult. Only the digest of its secret is stored. */
@Entity(name = "Invitation")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Invitation {
    @Id UUID id;
    UUID orgId;
    UUID consultId;
    String roleInConsult;
    @Nullable String name;
    @Nullable String relation;
    String locale;
    byte[] tokenHash;
    Instant expiresAt;
    int maxUses;
    int usedCount;
    @Nullable Instant revokedAt;
    @Version int version;
    Instant createdAt;
    Instant updatedAt;
    String createdBy;

    /** usable, or why not. */
    String state(Instant now) {
        if (revokedAt != null) {
            return "revoked";
        }
        if (!expiresAt.isAfter(now)) {
            return "expired";
        }
        return usedCount >= maxUses ? "used_up" : "usable";
    }

    InvitationView view(Instant now) {
        return new InvitationView(
                id,
                roleInConsult,
                name,
                relation,
                locale,
                maxUses,
                usedCount,
                expiresAt,
                createdAt,
                revokedAt,
                state(now));
    }
}
