package org.consilium.control.http;

import java.util.Optional;

/**
 * Turns an access token into a caller, or nothing when it is expired, forged, or its owner has been
 * shut out since.
 */
@FunctionalInterface
public interface Authenticator {
    Optional<Caller> authenticate(String accessToken);
}
