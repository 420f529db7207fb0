package org.consilium.perf.load.signal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs the tokens that simulated participants join with (RFC 7515, RFC 7518 §3.2). Stateless. */
final class LoadToken {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final long LIFETIME_SECONDS = 6 * 3600;

    private LoadToken() {}

    /** A token for one room; all but the secret of characters that JSON prints as they are. */
    static String sign(
            String apiKey,
            String apiSecret,
            String room,
            String identity,
            boolean publishes,
            long nowSeconds) {
        String claims =
                """
                {"iss":"%s","sub":"%s","name":"%s","nbf":%d,"exp":%d,\
                "video":{"roomJoin":true,"room":"%s","canSubscribe":true,"canPublish":%b}}"""
                        .formatted(
                                apiKey,
                                identity,
                                identity,
                                nowSeconds - 10,
                                nowSeconds + LIFETIME_SECONDS,
                                room,
                                publishes);
        String input = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(apiSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64.encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
