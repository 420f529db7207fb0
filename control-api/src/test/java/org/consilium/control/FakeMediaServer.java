package org.consilium.control;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in for the media server's admin side: records RoomService calls, answers as told, signs
 * webhooks.
 */
final class FakeMediaServer implements AutoCloseable {
    static final String KEY = "devkey";
    static final String SECRET = "secret";

    /** One RoomService call. */
    record Call(String method, String body, String token) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final Map<String, String> answers = new ConcurrentHashMap<>();
    volatile int status = 200;
    private final HttpServer server;

    FakeMediaServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext(
                "/twirp/livekit.RoomService/",
                exchange -> {
                    var path = exchange.getRequestURI().getPath();
                    var method = path.substring(path.lastIndexOf('/') + 1);
                    var body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    calls.add(
                            new Call(
                                    method,
                                    body,
                                    exchange.getRequestHeaders()
                                            .getFirst("Authorization")
                                            .substring("Bearer ".length())));
                    var answer =
                            answers.getOrDefault(method, "{}").getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Call> calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    /** The Authorization value of a webhook with this body. */
    static String sign(byte[] body, String secret, Instant expires) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(body);
            var token =
                    new SignedJWT(
                            new JWSHeader(JWSAlgorithm.HS256),
                            new JWTClaimsSet.Builder()
                                    .issuer(KEY)
                                    .expirationTime(Date.from(expires))
                                    .claim("sha256", Base64.getEncoder().encodeToString(digest))
                                    .build());
            token.sign(
                    new MACSigner(
                            Arrays.copyOf(
                                    secret.getBytes(StandardCharsets.UTF_8),
                                    Math.max(32, secret.length()))));
            return token.serialize();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
