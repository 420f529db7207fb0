package org.consilium.server.signal.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as an issuer other than ours would write them, right ones and wrong ones. */
public final class TestTokens {
    public static final String KEY = "testkey";
    public static final String SECRET = "a secret of a good length: 32 bytes or more";

    private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private TestTokens() {}

    public static ApiKeys keys() {
        return ApiKeys.of(Map.of(KEY, SECRET));
    }

    /** Claims that let somebody into a room for ten minutes. */
    public static Map<String, Object> join(String room, String identity) {
        return claims(identity, Map.of("roomJoin", true, "room", room));
    }

    public static Map<String, Object> claims(String identity, Map<String, Object> video) {
        long now = Instant.now().getEpochSecond();
        var claims = new HashMap<String, Object>();
        claims.put("iss", KEY);
        claims.put("sub", identity);
        claims.put("iat", now - 10);
        claims.put("nbf", now - 10);
        claims.put("exp", now + 600);
        claims.put("video", video);
        return claims;
    }

    public static String sign(Map<String, Object> claims) {
        return sign(HS256, JSONObjectUtils.toJSONString(claims), SECRET, "HmacSHA256");
    }

    public static String sign(String header, String payload, String secret, String algorithm) {
        String input = encode(header) + "." + encode(payload);
        return input
                + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac(input, secret, algorithm));
    }

    public static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(String input, String secret, String algorithm) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
