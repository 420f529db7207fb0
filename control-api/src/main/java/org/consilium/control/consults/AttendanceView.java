package org.consilium.control.consults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One presence. */
public record AttendanceView(
        String participantRef,
        String displayName,
        String role,
        @Nullable String relation,
        Instant joinedAt,
        @Nullable Instant leftAt,
        @Nullable String leaveReason,
        String via) {}
