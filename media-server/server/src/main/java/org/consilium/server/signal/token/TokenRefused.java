package org.consilium.server.signal.token;

/** A token that does not let its bearer in. The message may be shown to the bearer. */
public final class TokenRefused extends Exception {
    public TokenRefused(String message) {
        super(message);
    }

    public TokenRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
