package org.consilium.control.consults;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /consults/{id}/participants/{ref}/mute}. */
public record MuteRequest(@Nullable String source) {}
