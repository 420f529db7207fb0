package org.consilium.control.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Mints tokens for the media server: JWT, HS256 (signalling.md §2). Thread-safe.
 *
 * <p>Every grant is written: several mean "allowed" when they are absent.
 */
public final class MediaTokens {
    public static final Duration JOIN_LIFE = Duration.ofMinutes(2);
    private static final Duration ADMIN_LIFE = Duration.ofSeconds(60);

    /**
     * The library refuses shorter keys; HMAC itself pads with zeros (RFC 2104 §2), so the tokens
     * are the same.
     */
    private static final int MIN_KEY_BYTES = 32;

    private final MediaConfig config;
    private final MACSigner signer;
    private final InstantSource clock;

    public MediaTokens(MediaConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        try {
            signer = new MACSigner(padded(config.apiSecret()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] padded(String secret) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, Math.max(bytes.length, MIN_KEY_BYTES));
    }

    /**
     * Who joins which room, and as what.
     *
     * @param sources what may be published: camera, microphone, screen_share, screen_share_audio
     */
    public record Join(
            String room,
            String participantRef,
            String displayName,
            String role,
            String relation,
            String locale,
            boolean verified,
            List<String> sources) {}

    /** A token that joins one room as one participant within two minutes. */
    public String join(Join join) {
        var grants = denied(join.room());
        grants.put("roomJoin", true);
        grants.put("canSubscribe", true);
        grants.put("canPublish", !join.sources().isEmpty());
        grants.put("canPublishSources", join.sources());
        grants.put("canPublishData", true);
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("role", join.role());
        attributes.put("relation", join.relation());
        attributes.put("locale", join.locale());
        attributes.put("verified", Boolean.toString(join.verified()));
        return sign(
                JOIN_LIFE,
                grants,
                claims ->
                        claims.subject(join.participantRef())
                                .claim("name", join.displayName())
                                .claim("metadata", "")
                                .claim("attributes", attributes)
                                .claim("kind", "standard"));
    }

    /** A token for RoomService calls on one room. */
    String admin(String room) {
        var grants = denied(room);
        grants.put("roomAdmin", true);
        grants.put("roomCreate", true); // What deleting a room is checked against.
        return sign(ADMIN_LIFE, grants, claims -> claims.subject("control-api"));
    }

    private static Map<String, Object> denied(String room) {
        var grants = new LinkedHashMap<String, Object>();
        grants.put("room", room);
        for (var name :
                List.of(
                        "roomJoin",
                        "roomCreate",
                        "roomList",
                        "roomAdmin",
                        "roomRecord",
                        "ingressAdmin",
                        "canPublish",
                        "canPublishData",
                        "canSubscribe",
                        "canUpdateOwnMetadata",
                        "canSubscribeMetrics",
                        "canManageAgentSession",
                        "hidden",
                        "recorder",
                        "agent")) {
            grants.put(name, false);
        }
        return grants;
    }

    private String sign(
            Duration life, Map<String, Object> grants, Consumer<JWTClaimsSet.Builder> rest) {
        var now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(config.apiKey())
                        .jwtID(UUID.randomUUID().toString())
                        .notBeforeTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(life)))
                        .claim("video", grants);
        rest.accept(claims);
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
