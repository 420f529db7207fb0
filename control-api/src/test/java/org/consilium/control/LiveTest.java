package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveTest {
    private static TestApi api;

    @BeforeAll
    static void start() {
        api =
                new TestApi(
                        new ControlApiConfig.RequestLimits(100_000, 100_000, 100_000),
                        TestApi.QUICK);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** A page's WebSocket. */
    private static final class Live implements WebSocket.Listener {
        private final LinkedBlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();

        @SuppressWarnings("NullAway.Init") // Set by connect, the only way to get one.
        private WebSocket socket;

        static Live connect(@Nullable String origin) {
            var live = new Live();
            var builder = TestApi.HTTP.newWebSocketBuilder();
            if (origin != null) {
                builder.header("Origin", origin);
            }
            live.socket =
                    builder.buildAsync(
                                    java.net.URI.create("ws://127.0.0.1:" + api.port + "/ws/v1"),
                                    live)
                            .join();
            return live;
        }

        /** Connected and known. */
        static Live of(TestApi.Client client) {
            var ticket = client.post("/ws-tickets").body().path("ticket").asText();
            var live = connect(null);
            live.hello(ticket);
            assertThat(live.next().path("type").asText()).isEqualTo("ack");
            return live;
        }

        void hello(String ticket) {
            send(
                    "{\"v\":1,\"id\":\"h\",\"type\":\"hello\",\"data\":{\"ticket\":\""
                            + ticket
                            + "\"}}");
        }

        void send(String text) {
            socket.sendText(text, true).join();
        }

        void command(String type, String topic, @Nullable Long seq) {
            send(
                    "{\"v\":1,\"id\":\"%s\",\"type\":\"%s\",\"topic\":\"%s\"%s}"
                            .formatted(type, type, topic, seq == null ? "" : ",\"seq\":" + seq));
        }

        JsonNode next() {
            try {
                var message = received.poll(15, TimeUnit.SECONDS);
                assertThat(message).as("a frame within 15 s").isNotNull();
                var mistakes = new ArrayList<String>();
                OpenApiContract.validate(
                        OpenApiContract.DOCUMENT.at("/components/schemas/LiveMessage"),
                        message,
                        "",
                        mistakes);
                assertThat(mistakes).isEmpty();
                return message;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        int closeCode() {
            return closed.orTimeout(15, TimeUnit.SECONDS).join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    received.add(TestApi.JSON.readTree(partial.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                partial.setLength(0);
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
            closed.completeExceptionally(error);
        }
    }

    private static Map<String, Object> message(String text) {
        return Map.of("client_id", UUID.randomUUID(), "text", text);
    }

    @Test
    void bringsMessagesInOrderAndWhatWasMissed() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        var topic = "conversation." + consult.conversation();
        var path = "/conversations/" + consult.conversation() + "/messages";
        var live = Live.of(guest);
        live.command("subscribe", topic, null);
        assertThat(live.next().path("id").asText()).isEqualTo("subscribe");
        for (var i = 1; i <= 5; i++) {
            doctor.post(path, message("m" + i));
        }
        for (var i = 1; i <= 5; i++) {
            var event = live.next();
            assertThat(event.path("type").asText()).isEqualTo("message.new");
            assertThat(event.path("topic").asText()).isEqualTo(topic);
            assertThat(event.path("seq").longValue()).isEqualTo(i);
            assertThat(event.path("data").path("text").asText()).isEqualTo("m" + i);
        }
        live.socket.abort();
        doctor.post(path, message("m6"));
        doctor.post(path, message("m7"));
        var back = Live.of(guest);
        back.command("resume", topic, 5L);
        assertThat(back.next().path("id").asText()).isEqualTo("resume");
        assertThat(back.next().path("seq").longValue()).isEqualTo(6);
        assertThat(back.next().path("seq").longValue()).isEqualTo(7);
        doctor.post(path, message("m8"));
        assertThat(back.next().path("seq").longValue()).isEqualTo(8);
    }

    @Test
    void tellsWhoComesAndResumesOrAsksToReadAgain() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var topic = "consult." + consult.id();
        var live = Live.of(doctor);
        live.command("subscribe", topic, null);
        live.next();
        var join =
                """
                {"id":"EV_%s","event":"participant_joined","room":{"name":"%s","sid":"RM_%s"},
                 "participant":{"identity":"%s","sid":"PA_%s"}}
                """
                        .formatted(
                                consult.id(),
                                consult.room(),
                                consult.id(),
                                consult.leadRef(),
                                consult.id());
        assertThat(api.webhook(join)).isEqualTo(204);
        var event = live.next();
        assertThat(event.path("type").asText()).isEqualTo("participant.joined");
        assertThat(event.path("data").path("present").booleanValue()).isTrue();
        assertThat(doctor.get("/consults/" + consult.id()).body().path("event_seq"))
                .isEqualTo(event.path("seq"));

        var back = Live.of(doctor);
        back.command("resume", topic, 0L);
        back.next();
        assertThat(back.next().path("type").asText()).isEqualTo("participant.joined");
        back.command("resume", topic, 77L);
        back.next();
        assertThat(back.next().path("type").asText()).isEqualTo("resync");
    }

    @Test
    void answersForeignAndUnknownTopicsAlike() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var live = Live.of(api.otherDoctor());
        for (var topic :
                List.of(
                        "consult." + consult.id(),
                        "conversation." + consult.conversation(),
                        "consult." + UUID.randomUUID(),
                        "ops",
                        "user.me",
                        "consult.",
                        ".",
                        "x".repeat(200))) {
            live.command("subscribe", topic, null);
            var answer = live.next();
            assertThat(answer.path("type").asText()).as(topic).isEqualTo("error");
            assertThat(answer.path("data").path("type").asText()).isEqualTo("/problems/not-found");
        }
    }

    @Test
    void takesATicketOnceAndInTime() {
        var doctor = api.doctor();
        var ticket = doctor.post("/ws-tickets").body().path("ticket").asText();
        var first = Live.connect(null);
        first.hello(ticket);
        assertThat(first.next().path("type").asText()).isEqualTo("ack");
        var second = Live.connect(null);
        second.hello(ticket);
        assertThat(second.closeCode()).isEqualTo(4401);
        var third = Live.connect(null);
        third.command("subscribe", "consult." + UUID.randomUUID(), null);
        assertThat(third.closeCode()).isEqualTo(4401);
        assertThat(Live.connect(null).closeCode()).isEqualTo(4408);
        assertThat(api.stranger().post("/ws-tickets").status()).isEqualTo(401);
    }

    @Test
    void refusesForeignPages() {
        for (var origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
            try {
                Live.connect(origin).socket.abort();
                assertThat(origin).as("must be refused").isEmpty();
            } catch (CompletionException e) {
                var refused = (WebSocketHandshakeException) Objects.requireNonNull(e.getCause());
                assertThat(refused.getResponse().statusCode()).isEqualTo(403);
            }
        }
        Live.connect("https://allowed.example").socket.abort();
        Live.connect("http://127.0.0.1:" + api.port).socket.abort();
    }

    @Test
    void survivesGarbage() {
        var doctor = api.doctor();
        var live = Live.of(doctor);
        for (var garbage :
                List.of(
                        "",
                        "{",
                        "[]",
                        "null",
                        "{\"v\":2,\"type\":\"subscribe\"}",
                        "{\"v\":1}",
                        "[".repeat(100),
                        "{\"v\":1,\"type\":\"drop\",\"evil\":1}")) {
            live.send(garbage);
            assertThat(live.next().path("type").asText()).as(garbage).isEqualTo("error");
        }
        live.send("{\"v\":1,\"id\":\"" + "x".repeat(40_000) + "\"}");
        assertThat(live.closeCode()).isEqualTo(1009);
        var binary = Live.of(doctor);
        binary.socket.sendBinary(ByteBuffer.wrap(new byte[10]), true).join();
        assertThat(binary.closeCode()).isEqualTo(1003);
        var flood = Live.of(doctor);
        for (var i = 0; i < 60; i++) {
            flood.socket
                    .sendText("{\"v\":1,\"type\":\"x\"}", true)
                    .handle((sent, failure) -> true)
                    .join();
        }
        assertThat(flood.closeCode()).isEqualTo(4429);
    }

    @Test
    void closesTheOldestOfSixConnections() {
        var guest = guest();
        var connections = new ArrayList<Live>();
        for (var i = 0; i < 6; i++) {
            connections.add(Live.of(guest));
        }
        assertThat(connections.getFirst().closeCode()).isEqualTo(4409);
        assertThat(connections.getLast().closed).isNotDone();
        connections.forEach(live -> live.socket.abort());
    }

    private static TestApi.Client guest() {
        var doctor = api.doctor();
        return api.enter(api.invite(doctor, api.open(doctor).id(), "patient"), "Awa");
    }

    @Test
    void closesTheConnectionOfWhoIsRemovedOrSignsOut() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        var live = Live.of(guest);
        doctor.post("/consults/" + consult.id() + "/participants/" + api.refOf(guest) + "/remove");
        assertThat(live.closeCode()).isEqualTo(4403);

        var signedIn = api.signedIn(api.demo.doctorEmails().get(1));
        var own = Live.of(signedIn);
        signedIn.post("/auth/logout");
        assertThat(own.closeCode()).isEqualTo(4401);
    }

    @Test
    void cutsWhoNeverReadsAndGoesOnForTheOthers() throws Exception {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Muet");
        var ticket = guest.post("/ws-tickets").body().path("ticket").asText();
        var topic = "conversation." + consult.conversation();
        var before = api.api.liveConnections();
        var listening = Live.of(doctor);
        listening.command("subscribe", topic, null);
        listening.next();
        try (var deaf = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
            deaf.setReceiveBufferSize(4096);
            var out = deaf.getOutputStream();
            out.write(
                    ("GET /ws/v1 HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + api.port
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            frame(out, "{\"v\":1,\"type\":\"hello\",\"data\":{\"ticket\":\"" + ticket + "\"}}");
            frame(out, "{\"v\":1,\"type\":\"subscribe\",\"topic\":\"" + topic + "\"}");
            out.flush();
            var text = "é".repeat(3990);
            for (var i = 0; i < 30; i++) {
                assertThat(
                                doctor.post(
                                                "/conversations/"
                                                        + consult.conversation()
                                                        + "/messages",
                                                message(text + i))
                                        .status())
                        .isEqualTo(201);
                assertThat(listening.next().path("seq").longValue()).isEqualTo(i + 1);
            }
            // It answers no ping either: cut after the silence.
            var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (api.api.liveConnections() > before + 1 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(api.api.liveConnections()).isLessThanOrEqualTo(before + 1);
        }
        listening.socket.abort();
    }

    /** A masked text frame (RFC 6455 §5.2); a mask of zeros leaves the text as it is. */
    private static void frame(java.io.OutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(0x81);
        if (bytes.length < 126) {
            out.write(0x80 | bytes.length);
        } else {
            out.write(0x80 | 126);
            out.write(bytes.length >> 8);
            out.write(bytes.length & 0xFF);
        }
        out.write(new byte[4]);
        out.write(bytes);
    }

    @Test
    void keepsAnIdleConnectionThatAnswersPings() throws Exception {
        var live = Live.of(api.doctor());
        TimeUnit.MILLISECONDS.sleep(5_000);
        live.command("subscribe", "consult." + UUID.randomUUID(), null);
        assertThat(live.next().path("type").asText()).isEqualTo("error");
        live.socket.abort();
    }
}
