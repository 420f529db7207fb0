package org.consilium.server.signal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.server.signal.token.TokenIssuer;
import org.consilium.server.signal.token.TokenVerifier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signalling endpoints: {@code /rtc} for clients with a connection for each direction, {@code
 * /rtc/v1} for those with one for both, and {@code validate} below either. Other paths are left to
 * the next handler.
 *
 * <p>A join asks its room before the upgrade, so that every refusal is an HTTP status a client can
 * read, and the join answer is ready to be the first frame. The waiting is done on a virtual thread
 * of its own; how many wait at once is bounded.
 */
public final class SignalHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(SignalHandler.class);

    /** The longest message a client may send, as it is and inflated: an SDP of 1 MiB fits. */
    static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    /** Text is refused anyway. */
    private static final int MAX_TEXT_BYTES = 64 * 1024;

    /** Clients wait 5 s for the upgrade and the first frame together. */
    private static final long ROOM_ANSWER_SECONDS = 3;

    private static final long OPEN_SECONDS = 10;

    /** Pings keep a living connection from ever being idle that long. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** Joins that wait for their room at once; more are told to come back. */
    private static final int MAX_WAITING = 1_000;

    private final SignalSettings settings;
    private final AdmissionCheck check;
    private final RoomCommands rooms;
    private final MessageWriter writer;
    private final TokenIssuer issuer;
    private final InstantSource clock;
    private final Presences presences = new Presences();
    private final SignalCounters counters = new SignalCounters();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final JoinRates joinRates = new JoinRates();
    private volatile boolean draining;
    private @Nullable ServerWebSocketContainer webSockets;

    public SignalHandler(
            SignalSettings settings,
            TokenVerifier verifier,
            TokenIssuer issuer,
            RoomCommands rooms,
            RoomOverview overview,
            RemovedParticipants removed,
            IceServers iceServers,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.check = new AdmissionCheck(settings, verifier, overview, removed);
        this.rooms = rooms;
        this.writer =
                new MessageWriter(
                        new ServerIdentity(settings.nodeId(), settings.region(), random),
                        iceServers);
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Counters for the metrics. Any thread. */
    public SignalStatistics statistics() {
        return counters.snapshot(presences.size());
    }

    /**
     * Tells every client that the server stops and lets nobody in any more; returns when all
     * connections are closed or the time is over. Clients join again as soon as a server answers.
     */
    public void drain(Duration most) throws InterruptedException {
        draining = true;
        presences.all().forEach(SignalConnection::dismiss);
        long deadline = System.nanoTime() + most.toNanos();
        while (presences.size() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(10);
        }
    }

    @Override
    protected void doStart() throws Exception {
        ServerWebSocketContainer container = ServerWebSocketContainer.ensure(getServer());
        container.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
        container.setMaxFrameSize(MAX_MESSAGE_BYTES);
        container.setMaxTextMessageSize(MAX_TEXT_BYTES);
        container.setIdleTimeout(IDLE_TIMEOUT);
        webSockets = container;
        super.doStart();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        switch (RequestPath.of(request)) {
            case "/rtc", "/rtc/v1" -> {
                if (!isUpgrade(request)) {
                    PlainText.write(response, 404, "not found", callback);
                } else if (!waiting.tryAcquire()) {
                    counters.refused.increment();
                    PlainText.write(response, 503, "too many joins at once", callback);
                } else {
                    Thread.ofVirtual()
                            .name("signal-admission")
                            .start(
                                    () -> {
                                        try {
                                            join(request, response, callback);
                                        } finally {
                                            waiting.release();
                                        }
                                    });
                }
                return true;
            }
            case "/rtc/validate", "/rtc/v1/validate" -> {
                validate(request, response, callback);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void validate(Request request, Response response, Callback callback) {
        try {
            check(request, true);
            PlainText.write(response, 200, "success", callback);
        } catch (JoinRefused e) {
            PlainText.write(response, e.status(), e.text(), callback);
        }
    }

    private Admission check(Request request, boolean strict) throws JoinRefused {
        if (draining) {
            throw new JoinRefused(503, "the server is stopping");
        }
        JoinParameters query;
        try {
            query =
                    JoinParameters.parse(
                            Request.extractQueryParameters(request),
                            request.getHeaders().get(HttpHeader.USER_AGENT),
                            RequestPath.of(request).startsWith("/rtc/v1"));
        } catch (RuntimeException e) {
            // Jetty throws several kinds for percent signs and bytes that are no UTF-8.
            throw new JoinRefused(400, "the query cannot be decoded");
        }
        return check.check(query, request.getHeaders().get(HttpHeader.AUTHORIZATION), strict);
    }

    /** Runs on a virtual thread of its own. */
    private void join(Request request, Response response, Callback callback) {
        try {
            Admission admission = check(request, false);
            if (!joinRates.allows(
                    admission.room(), admission.request().identity(), System.nanoTime())) {
                throw new JoinRefused(429, "too many joins; try again in some seconds");
            }
            var connection =
                    new SignalConnection(
                            admission,
                            rooms,
                            writer,
                            issuer,
                            presences,
                            counters,
                            clock,
                            settings.simulations());
            switch (askRoom(connection)) {
                case ParticipantEvent.Joined ignored -> counters.joined.increment();
                case ParticipantEvent.Resumed ignored -> counters.resumed.increment();
                case ParticipantEvent.Refused refused -> {
                    switch (refused.reason()) {
                        case ROOM_FULL -> throw new JoinRefused(503, "the room is full");
                        case OVERLOADED -> throw new JoinRefused(503, "the server is full");
                        // Not an HTTP error: the client is told to join anew by the first frame.
                        case NOTHING_TO_RESUME -> {}
                    }
                }
                default -> {}
            }
            upgrade(connection, request, response, callback);
        } catch (JoinRefused e) {
            counters.refused.increment();
            PlainText.write(response, e.status(), e.text(), callback);
        } catch (InterruptedException e) {
            callback.failed(e);
        } catch (RuntimeException e) {
            log.error("a join failed", e);
            Response.writeError(request, response, callback, 500);
        }
    }

    private static ParticipantEvent askRoom(SignalConnection connection)
            throws JoinRefused, InterruptedException {
        if (!connection.ask()) {
            connection.abandon();
            throw new JoinRefused(503, "the server is overloaded");
        }
        try {
            return connection.answer().get(ROOM_ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            connection.abandon();
            throw new JoinRefused(503, "the room does not answer");
        }
    }

    private void upgrade(
            SignalConnection connection, Request request, Response response, Callback callback)
            throws JoinRefused, InterruptedException {
        ServerWebSocketContainer container = webSockets;
        if (container == null) {
            throw new IllegalStateException("not started");
        }
        boolean upgraded;
        try {
            upgraded =
                    container.upgrade(
                            (upgradeRequest, upgradeResponse, creation) ->
                                    new SignalEndpoint(connection),
                            request,
                            response,
                            callback);
        } catch (HttpException.RuntimeException e) {
            // The handshake lacks something (RFC 6455 §4.2.1): the client's fault, not ours.
            connection.abandon();
            throw new JoinRefused(400, "not a WebSocket request");
        } catch (RuntimeException e) {
            connection.abandon();
            throw e;
        }
        if (!upgraded) {
            connection.abandon();
            throw new JoinRefused(400, "not a WebSocket request");
        }
        if (!connection.awaitOpened(OPEN_SECONDS)) {
            connection.abandon();
        }
    }

    private static boolean isUpgrade(Request request) {
        return request.getMethod().equals("GET")
                && request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
    }
}
