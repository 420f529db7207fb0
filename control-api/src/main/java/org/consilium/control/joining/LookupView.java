package org.consilium.control.joining;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a link opens, for anybody who holds it. */
public record LookupView(
        String organisationName,
        String inviterName,
        String title,
        String locale,
        String roleInConsult,
        @Nullable String name,
        @Nullable String relation,
        Instant opensAt,
        boolean knownDevice) {}
