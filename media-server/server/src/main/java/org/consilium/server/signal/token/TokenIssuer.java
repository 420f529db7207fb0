package org.consilium.server.signal.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.TrackSource;

/** Signs tokens: for participants during a call, and for the webhooks we send. Any thread. */
public final class TokenIssuer {
    /** A refreshed token lives at least this long, so that a client can reconnect with it. */
    static final long MIN_REFRESH_SECONDS = 600;

    private static final String HEADER =
            Base64URL.encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}").toString();

    private final ApiKeys keys;
    private final InstantSource clock;

    public TokenIssuer(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A token for a participant who is in the room, to come back with. Signed with the key of the
     * token it joined with. Carries that token's issue time, because it stands for the same
     * admission: whatever ends the admission ends the refreshed tokens too.
     */
    public String refresh(
            AccessToken joinedWith,
            String room,
            String name,
            String metadata,
            Map<String, String> attributes,
            Permissions permissions) {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", joinedWith.apiKey());
        claims.put("sub", joinedWith.identity());
        claims.put("nbf", Math.min(now, joinedWith.issuedAtSeconds()));
        claims.put("iat", joinedWith.issuedAtSeconds());
        claims.put("exp", Math.max(now + MIN_REFRESH_SECONDS, joinedWith.expiresAtSeconds()));
        claims.put("name", name);
        claims.put("metadata", metadata);
        claims.put("attributes", attributes);
        claims.put("kind", joinedWith.kind().name().toLowerCase(Locale.ROOT));
        claims.put("video", video(joinedWith, room, permissions));
        return sign(joinedWith.apiKey(), claims);
    }

    /** A short-lived token that vouches for a body we send, by its SHA-256 in standard Base64. */
    public String vouch(String apiKey, String sha256, long lifetimeSeconds) {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", apiKey);
        claims.put("nbf", now);
        claims.put("iat", now);
        claims.put("exp", now + lifetimeSeconds);
        claims.put("sha256", sha256);
        return sign(apiKey, claims);
    }

    private static Map<String, Object> video(
            AccessToken joinedWith, String room, Permissions permissions) {
        var video = new LinkedHashMap<String, Object>();
        video.put("roomJoin", true);
        video.put("room", room);
        VideoGrant granted = joinedWith.video();
        if (granted != null && granted.roomCreate()) {
            video.put("roomCreate", true);
        }
        if (granted != null && granted.roomAdmin()) {
            video.put("roomAdmin", true);
        }
        if (granted != null && granted.roomList()) {
            video.put("roomList", true);
        }
        video.put("canPublish", permissions.canPublish());
        video.put("canPublishData", permissions.canPublishData());
        video.put("canSubscribe", permissions.canSubscribe());
        if (!permissions.publishSources().isEmpty()) {
            var sources = new ArrayList<String>();
            for (TrackSource source : TrackSource.values()) {
                if (permissions.publishSources().contains(source)) {
                    sources.add(source.name().toLowerCase(Locale.ROOT));
                }
            }
            video.put("canPublishSources", sources);
        }
        video.put("canUpdateOwnMetadata", permissions.canUpdateOwnMetadata());
        video.put("canSubscribeMetrics", permissions.canSubscribeMetrics());
        video.put("hidden", permissions.hidden());
        video.put("recorder", permissions.recorder());
        video.put("agent", permissions.agent());
        return video;
    }

    private String sign(String apiKey, Map<String, Object> claims) {
        String signingInput = HEADER + "." + Base64URL.encode(JSONObjectUtils.toJSONString(claims));
        byte[] signature = keys.sign(apiKey, signingInput.getBytes(StandardCharsets.US_ASCII));
        return signingInput + "." + Base64URL.encode(signature);
    }
}
