package org.consilium.control.identity;

import java.time.Instant;

/**
 * A new account and the one-time link its owner chooses a password with; the link is shown only
 * here.
 */
public record CreatedUserView(
        UserView user, String passwordLink, String passwordToken, Instant expiresAt) {}
