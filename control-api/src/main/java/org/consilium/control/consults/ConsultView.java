package org.consilium.control.consults;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A consult as one who takes part in it sees it. */
public record ConsultView(
        UUID id,
        @Nullable String title,
        String status,
        String leadName,
        String myRole,
        String myParticipantRef,
        UUID conversationId,
        Instant openedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String endReason,
        long eventSeq,
        List<ParticipantView> participants) {}
