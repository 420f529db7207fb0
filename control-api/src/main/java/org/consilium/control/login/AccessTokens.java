package org.consilium.control.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Role;
import org.consilium.control.http.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of this API: JWT, HS256 and nothing else, ten minutes, a key of their own.
 *
 * <p>Staff and guests have different audiences, so neither can be taken for the other. Thread-safe.
 */
public final class AccessTokens {
    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final String ISSUER = "consilium";
    private static final String STAFF = "consilium:staff";
    private static final String GUEST = "consilium:guest";

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final InstantSource clock;

    public AccessTokens(Secrets secrets, InstantSource clock) {
        try {
            var key = secrets.key("access-token");
            this.signer = new MACSigner(key);
            this.verifier = new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        this.clock = clock;
    }

    public String mint(Caller caller) {
        var now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .claim("org", caller.orgId().toString());
        switch (caller) {
            case Caller.Staff staff ->
                    claims.audience(STAFF)
                            .subject(staff.userId().toString())
                            .claim("role", staff.role().wireName())
                            .claim("fam", staff.familyId().toString());
            case Caller.Guest guest ->
                    claims.audience(GUEST)
                            .subject(guest.participantRef())
                            .claim("consult", guest.consultId().toString());
        }
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** The caller a token was minted for, if it is ours and in time. */
    public Optional<Caller> read(String token) {
        if (token.length() > 2000) {
            return Optional.empty();
        }
        try {
            var parsed = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(parsed.getHeader().getAlgorithm())
                    || !parsed.verify(verifier)) {
                return Optional.empty();
            }
            var claims = parsed.getJWTClaimsSet();
            var expires = claims.getExpirationTime();
            if (!ISSUER.equals(claims.getIssuer())
                    || expires == null
                    || !expires.toInstant().isAfter(clock.instant())) {
                return Optional.empty();
            }
            return caller(claims);
        } catch (ParseException | JOSEException | IllegalArgumentException ignored) {
            return Optional.empty();
        }
    }

    private static Optional<Caller> caller(JWTClaimsSet claims) throws ParseException {
        var orgId = uuid(claims, "org");
        var subject = claims.getSubject();
        if (orgId == null || subject == null) {
            return Optional.empty();
        }
        if (claims.getAudience().equals(List.of(STAFF))) {
            var userId = Checks.uuid(subject);
            var family = uuid(claims, "fam");
            var role = Role.of(String.valueOf(claims.getStringClaim("role")));
            if (userId != null && family != null && role.isPresent()) {
                return Optional.of(new Caller.Staff(orgId, userId, role.get(), family));
            }
        } else if (claims.getAudience().equals(List.of(GUEST))) {
            var consultId = uuid(claims, "consult");
            if (consultId != null) {
                return Optional.of(new Caller.Guest(orgId, consultId, subject));
            }
        }
        return Optional.empty();
    }

    private static @Nullable UUID uuid(JWTClaimsSet claims, String name) throws ParseException {
        var value = claims.getStringClaim(name);
        return value == null ? null : Checks.uuid(value);
    }
}
