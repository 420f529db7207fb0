package org.consilium.server.signal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.consilium.media.room.ParticipantKind;
import org.consilium.media.room.TrackSource;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
    private final Instant now = Instant.now();
    private final TokenVerifier verifier = new TokenVerifier(TestTokens.keys(), () -> now);

    private void refuses(String token, String why) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(TokenRefused.class)
                .hasMessageContaining(why);
    }

    private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        var changed = new HashMap<>(claims);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> claims, String name) {
        var changed = new HashMap<>(claims);
        changed.remove(name);
        return changed;
    }

    private final Map<String, Object> good = TestTokens.join("ward", "ada");

    @Test
    void readsEveryClaim() throws TokenRefused {
        var claims = new HashMap<>(good);
        claims.put("name", "Ada");
        claims.put("metadata", "m");
        claims.put("attributes", Map.of("role", "doctor"));
        claims.put("kind", "agent");
        claims.put(
                "roomConfig",
                Map.of("maxParticipants", 3, "empty_timeout", 60, "metadata", "round"));
        claims.put(
                "video",
                Map.of(
                        "roomJoin", true,
                        "room", "ward",
                        "canPublish", true,
                        "canPublishSources", List.of("microphone", "SCREEN_SHARE", "hologram"),
                        "canSubscribe", false,
                        "canUpdateOwnMetadata", true,
                        "hidden", true));

        AccessToken token = verifier.verify(TestTokens.sign(claims));

        assertThat(token.identity()).isEqualTo("ada");
        assertThat(token.name()).isEqualTo("Ada");
        assertThat(token.metadata()).isEqualTo("m");
        assertThat(token.attributes()).containsExactly(Map.entry("role", "doctor"));
        assertThat(token.kind()).isEqualTo(ParticipantKind.AGENT);
        assertThat(token.room()).isEqualTo(new AccessToken.RoomConfiguration(60, 0, 3, "round"));
        VideoGrant video = Objects.requireNonNull(token.video());
        assertThat(video.permissions().publishSources())
                .isEqualTo(Set.of(TrackSource.MICROPHONE, TrackSource.SCREEN_SHARE));
        assertThat(video.canSubscribe()).isFalse();
        assertThat(video.canPublishData()).isTrue();
        assertThat(video.hidden()).isTrue();
    }

    @Test
    void absentGrantsMeanWhatTheProtocolSays() throws TokenRefused {
        VideoGrant video = Objects.requireNonNull(verifier.verify(TestTokens.sign(good)).video());
        assertThat(video.canPublish()).isTrue();
        assertThat(video.canPublishData()).isTrue();
        assertThat(video.canSubscribe()).isTrue();
        assertThat(video.roomAdmin()).isFalse();
        assertThat(video.roomCreate()).isFalse();
        assertThat(video.roomList()).isFalse();
        assertThat(video.canUpdateOwnMetadata()).isFalse();
    }

    @Test
    void aListOfUnknownSourcesForbidsToPublishInsteadOfAllowingAll() throws TokenRefused {
        var video = Map.of("roomJoin", true, "room", "r", "canPublishSources", List.of("hologram"));
        AccessToken token = verifier.verify(TestTokens.sign(with(good, "video", video)));
        assertThat(Objects.requireNonNull(token.video()).canPublish()).isFalse();
    }

    @Test
    void theIdentityFallsBackToTheTokenId() throws TokenRefused {
        var claims = with(without(good, "sub"), "jti", "from-jti");
        assertThat(verifier.verify(TestTokens.sign(claims)).identity()).isEqualTo("from-jti");
    }

    @Test
    void refusesExpiredTokensAfterTheLeeway() throws TokenRefused {
        long seconds = now.getEpochSecond();
        verifier.verify(TestTokens.sign(with(good, "exp", seconds - 59)));
        refuses(TestTokens.sign(with(good, "exp", seconds - 60)), "expired");
        refuses(TestTokens.sign(with(good, "exp", 0)), "expired");
    }

    @Test
    void refusesTokensWithoutExpiry() {
        refuses(TestTokens.sign(without(good, "exp")), "never expires");
    }

    @Test
    void refusesTokensBeforeTheirTime() throws TokenRefused {
        long seconds = now.getEpochSecond();
        verifier.verify(TestTokens.sign(with(good, "nbf", seconds + 60)));
        refuses(TestTokens.sign(with(good, "nbf", seconds + 61)), "not valid yet");
    }

    @Test
    void refusesForgedSignatures() {
        String token = TestTokens.sign(good);
        String payload = JSONObjectUtils.toJSONString(with(good, "sub", "eve"));
        String[] parts = token.split("\\.");
        refuses(parts[0] + "." + TestTokens.encode(payload) + "." + parts[2], "signature");
        refuses(parts[0] + "." + parts[1] + ".", "signature");
        refuses(
                TestTokens.sign("{\"alg\":\"HS256\"}", payload, "another secret", "HmacSHA256"),
                "signature");
    }

    @Test
    void refusesEveryAlgorithmButHs256() {
        String payload = JSONObjectUtils.toJSONString(good);
        refuses(
                TestTokens.encode("{\"alg\":\"none\"}") + "." + TestTokens.encode(payload) + ".",
                "");
        for (String none :
                List.of("None", "NONE", "nOnE", "RS256", "ES256", "HS384", "HS512", "")) {
            refuses(
                    TestTokens.sign(
                            "{\"alg\":\"" + none + "\"}", payload, TestTokens.SECRET, "HmacSHA256"),
                    "");
        }
        refuses(
                TestTokens.sign("{\"alg\":\"HS512\"}", payload, TestTokens.SECRET, "HmacSHA512"),
                "HS256");
    }

    @Test
    void refusesCriticalHeadersItDoesNotKnow() {
        String payload = JSONObjectUtils.toJSONString(good);
        refuses(
                TestTokens.sign(
                        "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
                        payload,
                        TestTokens.SECRET,
                        "HmacSHA256"),
                "");
    }

    @Test
    void aKeyIdChangesNothing() throws TokenRefused {
        String payload = JSONObjectUtils.toJSONString(good);
        String header = "{\"alg\":\"HS256\",\"kid\":\"../../etc/passwd\"}";
        verifier.verify(TestTokens.sign(header, payload, TestTokens.SECRET, "HmacSHA256"));
    }

    @Test
    void refusesUnknownKeys() {
        refuses(TestTokens.sign(with(good, "iss", "somebody")), "unknown API key");
        refuses(TestTokens.sign(without(good, "iss")), "unknown API key");
    }

    @Test
    void refusesClaimsOfTheWrongType() {
        refuses(TestTokens.sign(with(good, "exp", "tomorrow")), "'exp'");
        refuses(TestTokens.sign(with(good, "exp", -1)), "'exp'");
        refuses(TestTokens.sign(with(good, "video", "all")), "'video'");
        refuses(TestTokens.sign(with(good, "video", Map.of("roomJoin", "false"))), "'roomJoin'");
        refuses(TestTokens.sign(with(good, "attributes", Map.of("a", 1))), "'a'");
    }

    @Test
    void survivesAnyText() {
        long seed = 20261121;
        var random = new Random(seed);
        String token = TestTokens.sign(good);
        var candidates = new ArrayList<String>(List.of("", ".", "..", "...", "a.b.c", "\0.\0.\0"));
        for (int i = 0; i < 20_000; i++) {
            var chars = token.toCharArray();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                chars[random.nextInt(chars.length)] = (char) random.nextInt(300);
            }
            candidates.add(new String(chars, 0, random.nextInt(chars.length + 1)));
        }
        candidates.add("x".repeat(TokenVerifier.MAX_TOKEN_LENGTH + 1));
        candidates.add(TestTokens.sign("[".repeat(30_000), "{}", TestTokens.SECRET, "HmacSHA256"));
        for (String candidate : candidates) {
            try {
                verifier.verify(candidate);
                // Some changes do not matter: trailing bits of the last character.
                assertThat(candidate.substring(0, token.lastIndexOf('.')))
                        .as("seed %s", seed)
                        .isEqualTo(token.substring(0, token.lastIndexOf('.')));
            } catch (TokenRefused e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void shortSecretsNeedToBeAllowed() throws TokenRefused {
        assertThatThrownBy(() -> ApiKeys.of(Map.of("devkey", "secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("devkey")
                .hasMessageNotContaining("secret'");

        var dev =
                new TokenVerifier(
                        ApiKeys.allowingShortSecrets(Map.of("devkey", "secret")), () -> now);
        String payload = JSONObjectUtils.toJSONString(with(good, "iss", "devkey"));
        String token = TestTokens.sign("{\"alg\":\"HS256\"}", payload, "secret", "HmacSHA256");
        assertThat(dev.verify(token).apiKey()).isEqualTo("devkey");
    }

    @Test
    void refreshedTokensAreGoodAndKeepWhenTheyWereAdmitted() throws TokenRefused {
        var issuer = new TokenIssuer(TestTokens.keys(), () -> now);
        AccessToken joined =
                verifier.verify(TestTokens.sign(with(good, "exp", now.getEpochSecond() + 120)));
        VideoGrant video = Objects.requireNonNull(joined.video());

        AccessToken refreshed =
                verifier.verify(
                        issuer.refresh(
                                joined,
                                "ward",
                                "New name",
                                "",
                                Map.of("a", "b"),
                                video.permissions()));

        assertThat(refreshed.name()).isEqualTo("New name");
        assertThat(refreshed.attributes()).isEqualTo(Map.of("a", "b"));
        assertThat(refreshed.issuedAtSeconds()).isEqualTo(joined.issuedAtSeconds());
        assertThat(refreshed.expiresAtSeconds()).isEqualTo(now.getEpochSecond() + 600);
        assertThat(refreshed.video()).isEqualTo(video);
    }
}
