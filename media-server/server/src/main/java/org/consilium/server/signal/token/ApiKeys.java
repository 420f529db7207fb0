package org.consilium.server.signal.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The API keys this server knows, each with its secret. Immutable; any thread. Several keys at once
 * let a secret be rotated without a stop.
 */
public final class ApiKeys {
    /** RFC 7518 §3.2: a key of HS256 has at least the size of the hash. */
    public static final int MIN_SECRET_BYTES = 32;

    private final Map<String, String> secretByKey;

    private ApiKeys(Map<String, String> secretByKey) {
        this.secretByKey = Map.copyOf(secretByKey);
    }

    /**
     * Keys for production.
     *
     * @throws IllegalArgumentException when there is none or a secret is shorter than {@link
     *     #MIN_SECRET_BYTES}
     */
    public static ApiKeys of(Map<String, String> secretByKey) {
        secretByKey.forEach(
                (key, secret) -> {
                    if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
                        throw new IllegalArgumentException(
                                "the secret of API key '"
                                        + key
                                        + "' is shorter than "
                                        + MIN_SECRET_BYTES
                                        + " bytes");
                    }
                });
        return allowingShortSecrets(secretByKey);
    }

    /** Keys for trying things out, where well-known short secrets are used. */
    public static ApiKeys allowingShortSecrets(Map<String, String> secretByKey) {
        if (secretByKey.isEmpty()) {
            throw new IllegalArgumentException("no API key");
        }
        secretByKey.forEach(
                (key, secret) -> {
                    if (key.isEmpty() || secret.isEmpty()) {
                        throw new IllegalArgumentException("an API key or its secret is empty");
                    }
                });
        return new ApiKeys(secretByKey);
    }

    /** Whether this is one of our keys. */
    public boolean knows(String key) {
        return secretByKey.containsKey(key);
    }

    /** HMAC-SHA256 of the bytes under this key's secret, which is used as is, in UTF-8. */
    byte[] sign(String key, byte[] signingInput) {
        String secret = secretByKey.get(key);
        if (secret == null) {
            throw new IllegalStateException("unknown API key");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(signingInput);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    /** Names the keys only. */
    @Override
    public String toString() {
        return "ApiKeys" + secretByKey.keySet();
    }
}
