package org.consilium.control.consults;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /consults}. */
public record OpenConsultRequest(@Nullable String title) {}
