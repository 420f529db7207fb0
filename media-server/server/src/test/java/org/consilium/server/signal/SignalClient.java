package org.consilium.server.signal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import org.jspecify.annotations.Nullable;

/** A client that speaks the protocol by hand. */
final class SignalClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<SignalResponse> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private SignalClient(URI uri) {
        socket =
                HTTP.newWebSocketBuilder()
                        .buildAsync(
                                uri,
                                new WebSocket.Listener() {
                                    private final ByteArrayOutputStream message =
                                            new ByteArrayOutputStream();

                                    @Override
                                    public @Nullable CompletionStage<?> onBinary(
                                            WebSocket webSocket, ByteBuffer data, boolean last) {
                                        var bytes = new byte[data.remaining()];
                                        data.get(bytes);
                                        message.writeBytes(bytes);
                                        if (last) {
                                            received.add(parse(message.toByteArray()));
                                            message.reset();
                                        }
                                        webSocket.request(1);
                                        return null;
                                    }

                                    @Override
                                    public @Nullable CompletionStage<?> onClose(
                                            WebSocket webSocket, int code, String reason) {
                                        closed.complete(code);
                                        return null;
                                    }

                                    @Override
                                    public void onError(WebSocket webSocket, Throwable error) {
                                        closed.complete(1006);
                                    }
                                })
                        .join();
    }

    private static SignalResponse parse(byte[] bytes) {
        try {
            return SignalResponse.parseFrom(bytes);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static SignalClient connect(String uri) {
        return new SignalClient(URI.create(uri));
    }

    /** The status a refused upgrade is answered with. */
    static int refusal(String uri) {
        try (SignalClient client = connect(uri)) {
            return client.socket.isInputClosed() ? 0 : 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw e;
        }
    }

    void send(SignalRequest.Builder request) {
        send(request.build().toByteArray());
    }

    void send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    SignalResponse next() throws InterruptedException {
        SignalResponse response = received.poll(10, TimeUnit.SECONDS);
        if (response == null) {
            throw new AssertionError("no message came");
        }
        return response;
    }

    /** The next message like this; others before it are skipped. */
    SignalResponse next(Predicate<SignalResponse> like) throws InterruptedException {
        while (true) {
            SignalResponse response = next();
            if (like.test(response)) {
                return response;
            }
        }
    }

    /** What came and was not looked at yet. */
    Stream<SignalResponse> pending() {
        return received.stream();
    }

    int closeCode() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }

    void drop() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
