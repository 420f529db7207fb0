package org.consilium.control.login;

import org.consilium.control.identity.UserView;

/** The answer to a sign-in. */
public record SignedInView(String accessToken, long expiresIn, UserView user) {}
