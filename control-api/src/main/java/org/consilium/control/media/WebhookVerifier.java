package org.consilium.control.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.io.InputStream;
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
import org.consilium.control.http.SignedBody;
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
    public MediaEvent verify(@Nullable String authorization, InputStream in) {
        // The signature is checked before the body is read: strangers have nothing kept for them.
        var digest = authorization == null ? null : signedDigest(authorization);
        if (digest == null) {
            SignedBody.drop(in);
            throw ApiException.of(ProblemType.UNAUTHENTICATED);
        }
        var body = SignedBody.read(in);
        if (!MessageDigest.isEqual(
                digest.getBytes(StandardCharsets.UTF_8),
                Base64.getEncoder().encode(Secrets.digest(body)))) {
            throw ApiException.of(ProblemType.UNAUTHENTICATED);
        }
        var event = MediaEvent.read(Json.readTree(body), clock.instant());
        if (event.id().isEmpty() || event.id().length() > 100 || event.kind().length() > 60) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return event;
    }

    /** What a genuine and living token says of the body; null when it is neither. */
    private @Nullable String signedDigest(String authorization) {
        var token =
                authorization.startsWith("Bearer ") ? authorization.substring(7) : authorization;
        try {
            var parsed = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(parsed.getHeader().getAlgorithm())
                    || !parsed.verify(verifier)) {
                return null;
            }
            var claims = parsed.getJWTClaimsSet();
            var expires = claims.getExpirationTime();
            var digest = claims.getStringClaim("sha256");
            return apiKey.equals(claims.getIssuer())
                            && expires != null
                            && expires.toInstant().plus(LEEWAY).isAfter(clock.instant())
                    ? digest
                    : null;
        } catch (ParseException | JOSEException ignored) {
            return null;
        }
    }
}
