package org.consilium.control.consults;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody in a consult, present or not. */
public record ParticipantView(
        String ref,
        String displayName,
        String role,
        @Nullable String relation,
        boolean verified,
        boolean present,
        @Nullable Boolean removed,
        @Nullable Instant joinedAt,
        List<String> publishing) {}
