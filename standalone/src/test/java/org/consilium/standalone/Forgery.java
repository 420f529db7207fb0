package org.consilium.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes JSON Web Tokens (RFC 7519) by hand, good and bad ones. */
final class Forgery {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Forgery() {}

    /**
     * A token with this header and these claims, signed by HMAC-SHA256 whatever the header says.
     */
    static String sign(Map<String, ?> header, Map<String, ?> claims, String secret) {
        String input = unsigned(header, claims);
        return input + "." + mac("HmacSHA256", input, secret);
    }

    /** As above, by another HMAC. */
    static String sign(String mac, Map<String, ?> header, Map<String, ?> claims, String secret) {
        String input = unsigned(header, claims);
        return input + "." + mac(mac, input, secret);
    }

    /** Header and claims, without the dot that an empty signature would follow. */
    static String unsigned(Map<String, ?> header, Map<String, ?> claims) {
        try {
            return BASE64.encodeToString(ApiClient.JSON.writeValueAsBytes(header))
                    + "."
                    + BASE64.encodeToString(ApiClient.JSON.writeValueAsBytes(claims));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mac(String algorithm, String input, String secret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return BASE64.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
