package org.consilium.control.consults;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One life of the consult's room on the media server. */
@Entity(name = "MediaRoomSession")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class MediaRoomSession {
    @Id String roomSid;
    UUID orgId;
    UUID consultId;
    Instant startedAt;
    @Nullable Instant finishedAt;
}
