package org.consilium.control.consults;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person in one consult. The ref is their identity in the media room and says nothing about
 * them.
 */
@Entity(name = "Participant")
@Table(name = "consult_participant")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Participant {
    static final String LEAD = "lead_doctor";

    @Id
    @Column(updatable = false)
    String ref;

    UUID orgId;
    UUID consultId;
    String kind;
    @Nullable UUID userId;
    @Nullable UUID invitationId;
    String displayName;
    @Nullable String relation;
    String roleInConsult;
    String locale;
    byte @Nullable [] ticketHash;
    @Nullable Instant removedAt;
    @Version int version;
    Instant createdAt;
    Instant updatedAt;

    boolean isVerified() {
        return kind.equals("account");
    }

    /** Whether this person may be in the consult. */
    boolean isWelcome() {
        return removedAt == null;
    }
}
