package org.consilium.control.chat;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who may read and write until they leave. */
@Entity(name = "ConversationMember")
@IdClass(ConversationMember.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class ConversationMember {
    @Id UUID conversationId;
    @Id String participantRef;
    UUID orgId;
    @Nullable UUID userId;
    String displayName;
    String roleInConsult;
    Instant joinedAt;
    @Nullable Instant leftAt;

    /** Primary key. */
    record Key(UUID conversationId, String participantRef) {}
}
