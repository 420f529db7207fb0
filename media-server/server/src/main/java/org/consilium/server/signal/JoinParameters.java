package org.consilium.server.signal;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import livekit.LivekitRtc.SignalRequest;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself and its wishes in the query of {@code /rtc} or {@code /rtc/v1}.
 *
 * @param accessToken empty when the query has none
 * @param sdk which client library, lower case
 * @param browser lower case; empty when none
 * @param resumedSid the presence to resume; empty for a fresh join
 * @param attributes null when they cannot be decoded
 * @param publishOnly whether a second connection is wanted that only publishes
 * @param singleConnection whether it publishes and receives on one connection
 * @param metadata empty to keep that of the token
 * @param firstRequests what it says as soon as it is connected
 */
record JoinParameters(
        String accessToken,
        int protocol,
        int clientProtocol,
        List<Integer> capabilities,
        String sdk,
        String browser,
        boolean autoSubscribe,
        boolean adaptiveStream,
        boolean reconnect,
        String resumedSid,
        @Nullable Map<String, String> attributes,
        boolean publishOnly,
        boolean singleConnection,
        String metadata,
        List<SignalRequest> firstRequests) {

    /** Numbers of the client protocol's ClientInfo.Capability by the names the query uses. */
    private static final Map<String, Integer> CAPABILITIES =
            Map.of("CAP_PACKET_TRAILER", 1, "CAP_COMPRESSION_DEFLATE_RAW", 2);

    /**
     * Reads a query.
     *
     * @param wrapped whether it must have a {@code join_request}; with one it is read in any case
     */
    static JoinParameters parse(Fields query, @Nullable String userAgent, boolean wrapped)
            throws JoinRefused {
        String joinRequest = text(query, "join_request");
        if (!joinRequest.isEmpty()) {
            return WrappedJoin.parse(joinRequest, text(query, "access_token"), userAgent);
        }
        if (wrapped) {
            throw new JoinRefused(400, "the query has no join_request");
        }
        String sdk = text(query, "sdk").toLowerCase(Locale.ROOT);
        String browser = text(query, "browser").toLowerCase(Locale.ROOT);
        return new JoinParameters(
                text(query, "access_token"),
                number(query, "protocol"),
                number(query, "client_protocol"),
                capabilities(text(query, "capabilities")),
                sdk,
                browser.isEmpty() ? browserOf(userAgent) : browser,
                flag(query, "auto_subscribe", true),
                flag(query, "adaptive_stream", false),
                flag(query, "reconnect", false),
                text(query, "sid"),
                attributes(text(query, "attributes")),
                !text(query, "publish").isEmpty(),
                false,
                "",
                List.of());
    }

    private static String text(Fields query, String name) {
        String value = query.getValue(name);
        return value == null ? "" : value;
    }

    private static boolean flag(Fields query, String name, boolean absent) {
        String value = text(query, name);
        return value.isEmpty() ? absent : value.equals("1") || value.equals("true");
    }

    /** A small number; 0 when absent or wrong. */
    private static int number(Fields query, String name) {
        String value = text(query, name);
        try {
            return value.length() > 6 ? 0 : Math.max(0, Integer.parseInt(value));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static List<Integer> capabilities(String names) {
        var numbers = new ArrayList<Integer>();
        for (String name : names.split(",", 32)) {
            Integer number = CAPABILITIES.get(name.trim());
            if (number != null && !numbers.contains(number)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static @Nullable Map<String, String> attributes(String encoded) {
        if (encoded.isEmpty()) {
            return Map.of();
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(encoded);
            var attributes = new HashMap<String, String>();
            for (var member :
                    JSONObjectUtils.parse(new String(json, StandardCharsets.UTF_8)).entrySet()) {
                if (!(member.getValue() instanceof String value)) {
                    return null;
                }
                attributes.put(member.getKey(), value);
            }
            return attributes;
        } catch (IllegalArgumentException | ParseException e) {
            return null;
        }
    }

    /** The browser's family; order matters, because most of them also claim to be others. */
    static String browserOf(@Nullable String userAgent) {
        if (userAgent == null) {
            return "";
        }
        String agent = userAgent.toLowerCase(Locale.ROOT);
        if (agent.contains("firefox/")) {
            return "firefox";
        }
        if (agent.contains("edg/")) {
            return "edge";
        }
        if (agent.contains("chrome/") || agent.contains("chromium/") || agent.contains("crios/")) {
            return "chrome";
        }
        return agent.contains("safari/") ? "safari" : "";
    }
}
