package org.consilium.control.chat;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A series of messages. Its row is the lock that makes {@code seq} gapless. */
@Entity(name = "Conversation")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Conversation {
    @Id UUID id;
    UUID orgId;
    String kind;
    long lastSeq;
    @Nullable Instant closedAt;
    Instant createdAt;
}
