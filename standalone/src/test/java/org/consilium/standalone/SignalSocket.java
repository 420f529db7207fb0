package org.consilium.standalone;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import org.jspecify.annotations.Nullable;

/** A WebSocket that says what a test wants it to: of the signalling or of the API. */
final class SignalSocket implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private SignalSocket(URI uri, String origin, boolean reads) {
        var builder = HTTP.newWebSocketBuilder();
        if (!origin.isEmpty()) {
            builder.header("Origin", origin);
        }
        socket = builder.buildAsync(uri, new Listener(reads)).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private final StringBuilder text = new StringBuilder();
        private final boolean reads;

        Listener(boolean reads) {
            this.reads = reads;
        }

        @Override
        public void onOpen(WebSocket webSocket) {
            if (reads) {
                webSocket.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket webSocket, ByteBuffer data, boolean last) {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            if (last) {
                received.add(message.toByteArray());
                message.reset();
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(1006);
        }
    }

    static SignalSocket open(URI uri) {
        return new SignalSocket(uri, "", true);
    }

    static SignalSocket openFrom(String origin, URI uri) {
        return new SignalSocket(uri, origin, true);
    }

    /** Of a client that never takes anything from its socket. */
    static SignalSocket openDeaf(URI uri) {
        return new SignalSocket(uri, "", false);
    }

    /** The status a refused upgrade is answered with; 101 when it is not refused. */
    static int status(String origin, URI uri) {
        try (SignalSocket opened = openFrom(origin, uri)) {
            return opened.socket.isOutputClosed() ? 0 : 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw e;
        }
    }

    static int status(URI uri) {
        return status("", uri);
    }

    void send(SignalRequest.Builder request) {
        send(request.build().toByteArray());
    }

    void send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** As {@link #send}; whether the other end still took it. */
    boolean trySend(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    /** As {@link #sendText}; whether the other end still took it. */
    boolean trySendText(String text) {
        try {
            sendText(text);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    String nextText() throws InterruptedException {
        byte[] next = received.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came");
        }
        return new String(next, StandardCharsets.UTF_8);
    }

    /** The next message of the signalling like this; others before it are skipped. */
    SignalResponse next(Predicate<SignalResponse> like) throws Exception {
        var skipped = new ArrayList<SignalResponse.MessageCase>();
        while (true) {
            byte[] next = received.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("it did not come; what came: " + skipped);
            }
            SignalResponse response = SignalResponse.parseFrom(next);
            if (like.test(response)) {
                return response;
            }
            skipped.add(response.getMessageCase());
        }
    }

    /** What the other end closed with; 1006 when it just cut the line. */
    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
