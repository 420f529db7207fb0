package org.consilium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A program or browser that talks HTTP to the installation, from a loopback address of its own so
 * that the limits by address of one test do not bind the next.
 */
final class ApiClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final HttpClient http;
    final Map<String, String> headers = new HashMap<>();
    final Map<String, String> cookies = new HashMap<>();

    /** An answer. */
    record Answer(int status, HttpResponse<byte[]> response, JsonNode body) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** The last part of the problem's type. */
        String problem() {
            return body.path("type").asText().replace("/problems/", "");
        }
    }

    /**
     * @param source the last byte of the address 127.0.0.x to call from
     */
    ApiClient(URI base, int source) {
        this.base = base;
        try {
            http =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .localAddress(
                                    InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) source}))
                            .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    ApiClient bearer(String token) {
        headers.put("Authorization", "Bearer " + token);
        return this;
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, Object body) {
        return send("POST", path, bytes(body));
    }

    /** A creating call with a new idempotency key. */
    Answer create(String path, Object body) {
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        try {
            return post(path, body);
        } finally {
            headers.remove("Idempotency-Key");
        }
    }

    private static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer send(String method, String path, byte @Nullable [] body) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            var line = new StringBuilder();
            cookies.forEach((name, value) -> line.append(name + "=" + value + "; "));
            request.header("Cookie", line.substring(0, line.length() - 2));
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                String pair = cookie.split(";", 2)[0];
                cookies.put(
                        pair.substring(0, pair.indexOf('=')),
                        pair.substring(pair.indexOf('=') + 1).replace("\"", ""));
            }
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    response.statusCode(),
                    response,
                    json && response.body().length > 0
                            ? JSON.readTree(response.body())
                            : MissingNode.getInstance());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a token, unverified. */
    static JsonNode claims(String token) {
        try {
            return JSON.readTree(java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
