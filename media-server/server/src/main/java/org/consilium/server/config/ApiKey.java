package org.consilium.server.config;

/**
 * A key that signs tokens.
 *
 * @param id the token's {@code iss}
 * @param secret the HMAC key, as UTF-8 text
 */
public record ApiKey(String id, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}
