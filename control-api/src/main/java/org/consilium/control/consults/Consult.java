package org.consilium.control.consults;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A live meeting with one lead doctor. */
@Entity(name = "Consult")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Consult {
    static final String OPEN = "open";
    static final String LIVE = "live";
    static final String ENDED = "ended";

    private static final Set<String> RUNNING = Set.of(OPEN, LIVE, "paused");

    @Id UUID id;
    UUID orgId;
    @Nullable String title;
    String status;
    UUID leadId;
    String roomName;
    UUID conversationId;
    Instant openedAt;
    @Nullable Instant startedAt;
    @Nullable Instant endedAt;
    @Nullable String endReason;
    long eventSeq;
    @Version int version;
    Instant createdAt;
    Instant updatedAt;
    String createdBy;

    /** Whether people may be in it now. */
    boolean isRunning() {
        return RUNNING.contains(status);
    }

    LiveConsultState state() {
        return new LiveConsultState(status, startedAt, endedAt);
    }
}
