package org.consilium.control.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Json;
import org.consilium.control.http.Problem;
import org.consilium.control.http.ProblemType;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection.
 *
 * <p>Frames come in one after the other on virtual threads; {@link #send}, {@link #close} and
 * {@link #tick} come from any thread. The outgoing queue is bounded in bytes: a reader that is too
 * slow for it is cut off, and resumes when it comes back.
 */
public final class LiveSession extends Session.Listener.AbstractAutoDemanding {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

    static final int MAX_FRAME_BYTES = 32 * 1024;
    private static final int MAX_QUEUE_BYTES = 1024 * 1024;
    private static final int MAX_TOPICS = 50;
    private static final double FRAMES_PER_SECOND = 20;
    private static final double FRAMES_BURST = 40;

    private final LiveHub hub;
    private final LiveTickets tickets;
    private final @Nullable String acceptLanguage;
    private final long openedAtNanos;
    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    // Guarded by the lock: what waits to be sent.
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<String> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean sending;

    private volatile @Nullable Caller caller;
    private volatile long heardAtNanos;
    private volatile boolean closing;
    private long pingedAtNanos;
    private long recheckedAtNanos;
    private double frameTokens = FRAMES_BURST;
    private long frameTokensAtNanos;

    LiveSession(LiveHub hub, LiveTickets tickets, @Nullable String acceptLanguage) {
        this.hub = hub;
        this.tickets = tickets;
        this.acceptLanguage = acceptLanguage;
        this.openedAtNanos = hub.nowNanos();
        this.heardAtNanos = openedAtNanos;
        this.pingedAtNanos = openedAtNanos;
        this.recheckedAtNanos = openedAtNanos;
        this.frameTokensAtNanos = openedAtNanos;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        // Set here and not on the container: it is shared with the media server's WebSockets.
        session.setMaxTextMessageSize(MAX_FRAME_BYTES);
        session.setMaxBinaryMessageSize(MAX_FRAME_BYTES);
        session.setMaxFrameSize(MAX_FRAME_BYTES);
        session.setIdleTimeout(hub.limits().silence().multipliedBy(2));
        super.onWebSocketOpen(session);
        hub.opened(this);
    }

    @Override
    public void onWebSocketText(String text) {
        var nowNanos = hub.nowNanos();
        heardAtNanos = nowNanos;
        if (closing) {
            return;
        }
        if (!takeFrameToken(nowNanos)) {
            close(LiveHub.TOO_FAST);
            return;
        }
        String id = null;
        try {
            var message =
                    (LiveMessage.Received)
                            Json.read(
                                    text.getBytes(StandardCharsets.UTF_8),
                                    LiveMessage.Received.class);
            id = message.id();
            if (id != null && id.length() > 64) {
                id = null;
                throw ApiException.invalid("/id", "too_long");
            }
            if (message.v() == null || message.v() != 1) {
                throw ApiException.invalid("/v", "not_allowed");
            }
            handle(message, id);
        } catch (ApiException e) {
            answerError(id, e);
        } catch (RuntimeException e) {
            LOG.error("live message failed", e);
            answerError(id, ApiException.of(ProblemType.INTERNAL, e));
        }
    }

    private void answerError(@Nullable String id, ApiException e) {
        if (caller == null) {
            close(LiveHub.NOT_SIGNED_IN); // A stranger gets no conversation.
            return;
        }
        var problem = Problem.of(e, acceptLanguage, "/ws/v1", id == null ? "" : id);
        send(LiveHub.frame(LiveMessage.error(id, problem)));
    }

    private void handle(LiveMessage.Received message, @Nullable String id) {
        var type = message.type() == null ? "" : message.type();
        var known = caller;
        if (known == null) {
            if (!type.equals("hello")) {
                close(LiveHub.NOT_SIGNED_IN);
                return;
            }
            hello(message.data(), id);
            return;
        }
        switch (type) {
            case "subscribe" -> {
                hub.subscribe(this, known, topic(message));
                send(LiveHub.frame(LiveMessage.ack(id)));
            }
            case "resume" -> {
                var seq = message.seq();
                if (seq == null || seq < 0) {
                    throw ApiException.invalid("/seq", "required");
                }
                hub.resume(
                        this,
                        known,
                        topic(message),
                        seq,
                        () -> send(LiveHub.frame(LiveMessage.ack(id))));
            }
            case "unsubscribe" -> {
                hub.unsubscribe(this, topic(message));
                send(LiveHub.frame(LiveMessage.ack(id)));
            }
            default -> throw ApiException.invalid("/type", "not_allowed");
        }
    }

    private static String topic(LiveMessage.Received message) {
        var topic = message.topic();
        if (topic == null) {
            throw ApiException.invalid("/topic", "required");
        }
        if (topic.length() > 100) {
            throw ApiException.of(ProblemType.NOT_FOUND);
        }
        return topic;
    }

    private void hello(@Nullable JsonNode data, @Nullable String id) {
        var ticket = data == null ? null : data.path("ticket").textValue();
        var redeemed = ticket == null ? java.util.Optional.<Caller>empty() : tickets.redeem(ticket);
        if (redeemed.isEmpty() || !hub.isStillValid(redeemed.get())) {
            close(LiveHub.NOT_SIGNED_IN);
            return;
        }
        hub.welcomed(this, redeemed.get());
        send(LiveHub.frame(LiveMessage.ack(id)));
    }

    private boolean takeFrameToken(long nowNanos) {
        frameTokens =
                Math.min(
                        FRAMES_BURST,
                        frameTokens + (nowNanos - frameTokensAtNanos) * FRAMES_PER_SECOND / 1e9);
        frameTokensAtNanos = nowNanos;
        if (frameTokens < 1) {
            return false;
        }
        frameTokens -= 1;
        return true;
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        close(1003);
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heardAtNanos = hub.nowNanos();
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        var nowNanos = hub.nowNanos();
        heardAtNanos = nowNanos;
        if (!takeFrameToken(nowNanos)) {
            close(LiveHub.TOO_FAST);
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.debug("live connection failed", cause);
        hub.closed(this);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        closing = true;
        hub.closed(this);
        callback.succeed();
    }

    /** Queues a frame; never blocks. */
    void send(String frame) {
        if (closing) {
            return;
        }
        String next;
        lock.lock();
        try {
            if (queuedBytes + frame.length() > MAX_QUEUE_BYTES) {
                next = null;
            } else {
                queue.add(frame);
                queuedBytes += frame.length();
                if (sending) {
                    return;
                }
                sending = true;
                next = queue.peek();
            }
        } finally {
            lock.unlock();
        }
        if (next == null) {
            LOG.debug("live connection dropped: too slow a reader");
            cut();
        } else {
            write(next);
        }
    }

    private void write(String frame) {
        getSession()
                .sendText(
                        frame,
                        Callback.from(
                                this::written,
                                failure -> {
                                    LOG.debug("live frame not written", failure);
                                    cut();
                                }));
    }

    private void written() {
        String next;
        lock.lock();
        try {
            var sent = queue.poll();
            queuedBytes -= sent == null ? 0 : sent.length();
            next = queue.peek();
            sending = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            write(next);
        }
    }

    /** Asks the other end to close; {@link #tick} cuts the line when it does not. */
    void close(int code) {
        if (!closing) {
            closing = true;
            var session = getSession();
            if (session != null) {
                session.close(code, "", Callback.NOOP);
            }
        }
        hub.unlist(this);
    }

    private void cut() {
        closing = true;
        var session = getSession();
        if (session != null) {
            session.disconnect();
        }
        hub.closed(this);
    }

    void tick(long nowNanos) {
        var limits = hub.limits();
        if (closing) {
            cut();
            return;
        }
        var known = caller;
        if (known == null && nowNanos - openedAtNanos > limits.hello().toNanos()) {
            close(LiveHub.TICKET_LATE);
            return;
        }
        if (nowNanos - heardAtNanos > limits.silence().toNanos()) {
            close(1001);
            return;
        }
        if (nowNanos - pingedAtNanos > limits.ping().toNanos()) {
            pingedAtNanos = nowNanos;
            getSession().sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
        if (known != null && nowNanos - recheckedAtNanos > limits.recheck().toNanos()) {
            recheckedAtNanos = nowNanos;
            Thread.startVirtualThread(() -> recheck(known));
        }
    }

    private void recheck(Caller known) {
        try {
            if (!hub.isStillValid(known)) {
                close(LiveHub.NOT_SIGNED_IN);
            }
        } catch (RuntimeException e) {
            LOG.debug("caller not rechecked this time", e);
        }
    }

    void become(Caller caller) {
        this.caller = caller;
    }

    @Nullable Caller caller() {
        return caller;
    }

    boolean isClosing() {
        return closing;
    }

    long openedAtNanos() {
        return openedAtNanos;
    }

    Set<String> topics() {
        return topics;
    }

    /** Returns whether the topic is new to this session. */
    boolean remember(String topic) {
        if (topics.size() >= MAX_TOPICS && !topics.contains(topic)) {
            throw ApiException.of(ProblemType.CONFLICT);
        }
        return topics.add(topic);
    }

    void forget(String topic) {
        topics.remove(topic);
    }
}
