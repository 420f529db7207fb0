package org.consilium.control.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Json;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Accepts webhooks of the media server only: a JWT of the shared key whose {@code sha256} claim
 * covers the exact body. Thread-safe.
 */
public final class WebhookVerifier {
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final String apiKey;
    private final MACVerifier verifier;
    private final InstantSource clock;

    public WebhookVerifier(MediaConfig config, InstantSource clock) {
        this.apiKey = config.apiKey();
        this.clock = clock;
        try {
            this.verifier = new MACVerifier(MediaTokens.padded(config.apiSecret()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the event of a genuine webhook.
     *
     * @param authorization header value: the bare JWT; a Bearer prefix is taken too
     */
    public MediaEvent verify(@Nullable String authorization, byte[] body) {
        if (authorization == null || !isGenuine(authorization, body)) {
            throw ApiException.of(ProblemType.UNAUTHENTICATED);
        }
        var event = MediaEvent.read(Json.readTree(body), clock.instant());
        if (event.id().isEmpty() || event.id().length() > 100 || event.kind().length() > 60) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return event;
    }

    private boolean isGenuine(String authorization, byte[] body) {
        var token =
                authorization.startsWith("Bearer ") ? authorization.substring(7) : authorization;
        try {
            var parsed = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(parsed.getHeader().getAlgorithm())
                    || !parsed.verify(verifier)) {
                return false;
            }
            var claims = parsed.getJWTClaimsSet();
            var expires = claims.getExpirationTime();
            var digest = claims.getStringClaim("sha256");
            return apiKey.equals(claims.getIssuer())
                    && expires != null
                    && expires.toInstant().plus(LEEWAY).isAfter(clock.instant())
                    && digest != null
                    && MessageDigest.isEqual(
                            digest.getBytes(StandardCharsets.UTF_8),
                            Base64.getEncoder().encode(Secrets.digest(body)));
        } catch (ParseException | JOSEException ignored) {
            return false;
        }
    }
}
