package org.consilium.control.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of accounts, by display name. */
public record UserPage(List<UserView> items, @Nullable String nextCursor) {}
