package org.consilium.server.admin;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.signal.CrossOrigin;
import org.consilium.server.signal.RemovedParticipants;
import org.consilium.server.signal.token.TestTokens;
import org.consilium.server.signal.token.TokenIssuer;
import org.consilium.server.signal.token.TokenVerifier;

/** RoomService on a real port, rooms that do as told, and a receiver of their webhooks. */
final class RoomServiceFixture implements AutoCloseable {
    /** A request as the webhook receiver got it. */
    record Received(String contentType, String authorization, String body) {}

    final InstantSource clock = InstantSource.system();
    final RoomDirectory directory = new RoomDirectory();
    final RemovedParticipants removed = new RemovedParticipants(clock);
    final WebhookSender webhooks;
    final EffectiveRooms rooms;
    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    /** The status the receiver answers with. */
    volatile Function<Received, Integer> receiver = request -> 200;

    private final org.consilium.server.admin.HttpServer server;
    private final HttpServer webhookServer;

    RoomServiceFixture() throws Exception {
        webhookServer =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhookServer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        webhookServer.createContext(
                "/hook",
                exchange -> {
                    var request =
                            new Received(
                                    exchange.getRequestHeaders().getFirst("Content-Type"),
                                    exchange.getRequestHeaders().getFirst("Authorization"),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            java.nio.charset.StandardCharsets.UTF_8));
                    int status = receiver.apply(request);
                    if (status == 200) {
                        received.add(request);
                    }
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        webhookServer.start();
        webhooks =
                new WebhookSender(
                        List.of(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + webhookServer.getAddress().getPort()
                                                + "/hook")),
                        TestTokens.KEY,
                        new TokenIssuer(TestTokens.keys(), clock),
                        clock,
                        new SecureRandom());
        rooms = new EffectiveRooms(directory, webhooks);
        var handler =
                new RoomServiceHandler(
                        new TokenVerifier(TestTokens.keys(), clock),
                        rooms,
                        directory,
                        removed,
                        RoomSettings.DEFAULT,
                        false);
        server =
                new org.consilium.server.admin.HttpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new CrossOrigin(handler, path -> true));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        webhookServer.stop(0);
        rooms.close();
    }
}
