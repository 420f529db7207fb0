package org.consilium.control.consults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Data of the live event {@code consult.state}. */
public record LiveConsultState(
        String status, @Nullable Instant startedAt, @Nullable Instant endedAt) {}
