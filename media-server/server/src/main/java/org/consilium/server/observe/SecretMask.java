package org.consilium.server.observe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line before a log: whatever looks like a token or a secret is blanked out, whoever wrote
 * it there. Clients put their token into the query of an address, and libraries like to log
 * addresses.
 */
final class SecretMask {
    private static final String MASK = "***";

    /** Names whose value is secret, in a query, a header, JSON or key=value text. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:access_token|token|secret|password|credential|ice[-_]?pwd|join_request)"
                            + "\"?\\s*[=:]\\s*\"?)[^\\s&,;\"'}\\])]+");

    private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s+)[\\w.~+/=-]+");

    /** A JSON Web Token (RFC 7519): three base64url parts, the first of which begins with {". */
    private static final Pattern TOKEN =
            Pattern.compile("eyJ[\\w-]{5,}\\.[\\w-]{2,}(?:\\.[\\w-]*)?");

    private SecretMask() {}

    static String mask(String text) {
        String masked = TOKEN.matcher(text).replaceAll(Matcher.quoteReplacement(MASK));
        masked = BEARER.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
        return NAMED.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
    }
}
