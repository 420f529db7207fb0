package org.consilium.server.signal.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.consilium.media.room.ParticipantKind;
import org.consilium.media.room.TrackSource;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token is one of ours and still good. Stateless; any thread.
 *
 * <p>Only HS256 is accepted, whatever the header says, so that neither {@code none} nor a public
 * key used as a secret can get in; {@code kid} plays no part. The key is chosen by {@code iss}. The
 * MAC is computed here because the library refuses the short secrets people try things out with;
 * {@link ApiKeys} decides whether those are allowed.
 */
public final class TokenVerifier {
    /** How far two clocks may be apart. */
    static final long LEEWAY_SECONDS = 60;

    /** Longer tokens are refused unread; the whole URL may have 64 KiB. */
    static final int MAX_TOKEN_LENGTH = 48 * 1024;

    private final ApiKeys keys;
    private final InstantSource clock;

    public TokenVerifier(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Checks signature and times, and reads the claims. */
    public AccessToken verify(String token) throws TokenRefused {
        Claims claims = signedClaims(token);
        String apiKey = claims.text("iss");

        long now = clock.instant().getEpochSecond();
        if (!claims.has("exp")) {
            throw new TokenRefused("the token never expires");
        }
        long expires = claims.number("exp", 0);
        long notBefore = claims.number("nbf", 0);
        if (now >= expires + LEEWAY_SECONDS) {
            throw new TokenRefused("the token is expired");
        }
        if (now < notBefore - LEEWAY_SECONDS) {
            throw new TokenRefused("the token is not valid yet");
        }

        String subject = claims.text("sub");
        Claims video = claims.object("video");
        return new AccessToken(
                apiKey,
                subject.isEmpty() ? claims.text("jti") : subject,
                claims.text("name"),
                claims.text("metadata"),
                claims.textMap("attributes"),
                kind(claims.text("kind")),
                video == null ? null : videoGrant(video),
                roomConfiguration(claims.object("roomConfig")),
                claims.number("iat", notBefore),
                expires);
    }

    private Claims signedClaims(String token) throws TokenRefused {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw new TokenRefused("the token is too long");
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new TokenRefused("the token is malformed");
        }
        var encodedPayload = new Base64URL(token.substring(first + 1, second));
        try {
            JWSHeader header = JWSHeader.parse(new Base64URL(token.substring(0, first)));
            if (!JWSAlgorithm.HS256.equals(header.getAlgorithm())) {
                throw new TokenRefused("the token is not signed with HS256");
            }
            // RFC 7515 §4.1.11: extensions that must be understood and are not; §4.1.7 b64.
            Set<String> critical = header.getCriticalParams();
            if (critical != null && !critical.isEmpty()) {
                throw new TokenRefused("the token has critical header parameters");
            }
            var claims = new Claims(JSONObjectUtils.parse(encodedPayload.decodeToString()));
            String apiKey = claims.text("iss");
            if (!keys.knows(apiKey)) {
                throw new TokenRefused("the token is of an unknown API key");
            }
            byte[] expected =
                    keys.sign(
                            apiKey, token.substring(0, second).getBytes(StandardCharsets.US_ASCII));
            byte[] signature = new Base64URL(token.substring(second + 1)).decode();
            if (!MessageDigest.isEqual(expected, signature)) {
                throw new TokenRefused("the token's signature is wrong");
            }
            return claims;
        } catch (ParseException | IllegalArgumentException e) {
            throw new TokenRefused("the token is malformed", e);
        }
    }

    private static VideoGrant videoGrant(Claims video) throws TokenRefused {
        boolean canPublish = video.flag("canPublish", true);
        boolean canPublishData = video.flag("canPublishData", canPublish);
        var sources = EnumSet.noneOf(TrackSource.class);
        boolean limited = false;
        for (String name : video.texts("canPublishSources")) {
            limited = true;
            TrackSource source = source(name);
            if (source != null) {
                sources.add(source);
            }
        }
        return new VideoGrant(
                video.flag("roomJoin", false),
                video.text("room"),
                video.flag("roomCreate", false),
                video.flag("roomList", false),
                video.flag("roomAdmin", false),
                // An empty set means every source, so a list of nothing we know forbids them all.
                canPublish && !(limited && sources.isEmpty()),
                canPublishData,
                video.flag("canSubscribe", true),
                sources,
                video.flag("canUpdateOwnMetadata", false),
                video.flag("canSubscribeMetrics", false),
                video.flag("hidden", false),
                video.flag("recorder", false),
                video.flag("agent", false));
    }

    private static AccessToken.@Nullable RoomConfiguration roomConfiguration(@Nullable Claims room)
            throws TokenRefused {
        if (room == null) {
            return null;
        }
        return new AccessToken.RoomConfiguration(
                limited(room, "emptyTimeout", "empty_timeout"),
                limited(room, "departureTimeout", "departure_timeout"),
                limited(room, "maxParticipants", "max_participants"),
                room.text("metadata"));
    }

    /** Proto-JSON allows both spellings. */
    private static int limited(Claims claims, String camel, String snake) throws TokenRefused {
        long value = claims.number(camel, claims.number(snake, 0));
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static ParticipantKind kind(String name) {
        if (!name.isEmpty()) {
            for (ParticipantKind kind : ParticipantKind.values()) {
                if (kind.name().equalsIgnoreCase(name)) {
                    return kind;
                }
            }
        }
        return ParticipantKind.STANDARD;
    }

    private static @Nullable TrackSource source(String name) {
        return SOURCES.get(name.toLowerCase(Locale.ROOT));
    }

    private static final Map<String, TrackSource> SOURCES =
            Map.of(
                    "camera", TrackSource.CAMERA,
                    "microphone", TrackSource.MICROPHONE,
                    "screen_share", TrackSource.SCREEN_SHARE,
                    "screen_share_audio", TrackSource.SCREEN_SHARE_AUDIO);
}
