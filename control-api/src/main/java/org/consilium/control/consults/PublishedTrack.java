package org.consilium.control.consults;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A camera, microphone or screen somebody sends, or sent. */
@Entity(name = "PublishedTrack")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class PublishedTrack {
    @Id String trackSid;
    UUID orgId;
    UUID consultId;
    String sessionSid;
    String source;
    Instant publishedAt;
    @Nullable Instant unpublishedAt;
}
