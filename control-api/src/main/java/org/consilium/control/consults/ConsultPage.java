package org.consilium.control.consults;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of consults, newest first. */
public record ConsultPage(List<ConsultSummaryView> items, @Nullable String nextCursor) {}
