package org.consilium.control.consults;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A consult in a list. */
public record ConsultSummaryView(
        UUID id,
        @Nullable String title,
        String status,
        Instant openedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int presentCount) {}
