package org.consilium.control.live;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Json;
import org.consilium.control.http.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who listens to which topic in this process, and the way to tell them.
 *
 * <p>Changes of one topic run one after the other in {@link #ordered}, so that listeners meet its
 * events in the order of their sequence numbers and a resume sees each event exactly once.
 * Thread-safe.
 */
public final class LiveHub implements AutoCloseable {
    /** Close codes of domain.md. */
    public static final int NOT_SIGNED_IN = 4401;

    public static final int NOT_ALLOWED = 4403;
    static final int TICKET_LATE = 4408;
    static final int REPLACED = 4409;
    static final int TOO_FAST = 4429;
    static final int RESTARTING = 1012;

    private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);
    private static final int STRIPES = 256;
    private static final int MAX_CONNECTIONS_PER_CALLER = 5;

    /** Connections that have not shown a ticket yet. */
    private static final int MAX_STRANGERS = 1_000;

    private static final int MAX_CONNECTIONS = 20_000;

    private final Map<String, TopicSource> sources = new HashMap<>();
    private final Map<String, Set<LiveSession>> listeners = new ConcurrentHashMap<>();
    private final Set<LiveSession> sessions = ConcurrentHashMap.newKeySet();
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final LiveLimits limits;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService ticker;
    private final ReentrantLock welcoming = new ReentrantLock();
    private volatile Predicate<Caller> stillValid = ignored -> true;

    public LiveHub(LiveLimits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
        for (var i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
        ticker =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("live-ticker").factory());
        var tickMillis = Math.max(20, limits.ping().toMillis() / 20);
        var unused =
                ticker.scheduleWithFixedDelay(
                        this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    }

    /** Registers the feature behind topics {@code <kind>.<id>}; before the first connection. */
    public void register(String kind, TopicSource source) {
        sources.put(kind, source);
    }

    /**
     * How to tell, now and then, that a caller has not been shut out; before the first connection.
     */
    public void validateBy(Predicate<Caller> stillValid) {
        this.stillValid = stillValid;
    }

    /**
     * Runs a change of a topic and its publication with no other change of that topic in between.
     */
    public <T> T ordered(String topic, Supplier<T> work) {
        var stripe = stripes[Math.floorMod(topic.hashCode(), STRIPES)];
        stripe.lock();
        try {
            return work.get();
        } finally {
            stripe.unlock();
        }
    }

    /** Tells the listeners; within {@link #ordered}, after the change is committed. */
    public void publish(String topic, LiveEvent event) {
        var listening = listeners.get(topic);
        if (listening != null && !listening.isEmpty()) {
            var frame = frame(LiveMessage.event(topic, event));
            listening.forEach(session -> session.send(frame));
        }
    }

    static String frame(LiveMessage message) {
        return new String(Json.write(message), StandardCharsets.UTF_8);
    }

    void subscribe(LiveSession session, Caller caller, String topic) {
        var source = source(topic);
        ordered(
                topic,
                () -> {
                    requireReadable(source, caller, topic);
                    add(session, topic);
                    return true;
                });
    }

    /**
     * Subscribes and sends what was missed since {@code seq}, or {@code resync}; {@code before}
     * runs in between.
     */
    void resume(LiveSession session, Caller caller, String topic, long seq, Runnable before) {
        var source = source(topic);
        ordered(
                topic,
                () -> {
                    requireReadable(source, caller, topic);
                    var missed = source.since(id(topic), seq);
                    add(session, topic);
                    before.run();
                    missed.ifPresentOrElse(
                            events ->
                                    events.forEach(
                                            e -> session.send(frame(LiveMessage.event(topic, e)))),
                            () -> session.send(frame(LiveMessage.about("resync", topic))));
                    return true;
                });
    }

    private TopicSource source(String topic) {
        var dot = topic.indexOf('.');
        var source = dot < 0 ? null : sources.get(topic.substring(0, dot));
        if (source == null || Checks.uuid(topic.substring(dot + 1)) == null) {
            throw ApiException.of(ProblemType.NOT_FOUND);
        }
        return source;
    }

    private static UUID id(String topic) {
        return Checks.pathId(topic.substring(topic.indexOf('.') + 1));
    }

    private static void requireReadable(TopicSource source, Caller caller, String topic) {
        if (!source.mayRead(caller, id(topic))) {
            throw ApiException.of(ProblemType.NOT_FOUND);
        }
    }

    private void add(LiveSession session, String topic) {
        if (session.remember(topic)) {
            listeners.compute(
                    topic,
                    (ignored, set) -> {
                        var listening =
                                set == null ? ConcurrentHashMap.<LiveSession>newKeySet() : set;
                        listening.add(session);
                        return listening;
                    });
            if (session.isClosing()) {
                unlist(session); // It closed between its frame and here.
            }
        }
    }

    void unsubscribe(LiveSession session, String topic) {
        session.forget(topic);
        listeners.computeIfPresent(
                topic,
                (ignored, set) -> {
                    set.remove(session);
                    return set.isEmpty() ? null : set;
                });
    }

    /** Asks again who may listen to a topic, after rights changed. */
    public void recheck(String topic) {
        var listening = listeners.get(topic);
        if (listening == null) {
            return;
        }
        var source = source(topic);
        for (var session : listening) {
            var caller = session.caller();
            if (caller != null && !source.mayRead(caller, id(topic))) {
                unsubscribe(session, topic);
                session.send(frame(LiveMessage.about("unsubscribed", topic)));
            }
        }
    }

    /** Closes the connections of callers who lost the right to have one. */
    public void closeCallers(int code, Predicate<Caller> whom) {
        for (var session : sessions) {
            var caller = session.caller();
            if (caller != null && whom.test(caller)) {
                session.close(code);
            }
        }
    }

    /** Whether one more connection may come in. */
    boolean hasRoom() {
        return sessions.size() < MAX_CONNECTIONS
                && sessions.stream().filter(s -> s.caller() == null).limit(MAX_STRANGERS).count()
                        < MAX_STRANGERS;
    }

    void opened(LiveSession session) {
        sessions.add(session);
    }

    void closed(LiveSession session) {
        sessions.remove(session);
        unlist(session);
    }

    /** Ends all subscriptions of a session that is about to close. */
    void unlist(LiveSession session) {
        for (var topic : session.topics()) {
            unsubscribe(session, topic);
        }
    }

    /** A session showed its ticket: the oldest one of the same caller goes if they are too many. */
    void welcomed(LiveSession session, Caller caller) {
        welcoming.lock();
        try {
            session.become(caller);
            List<LiveSession> same =
                    sessions.stream()
                            .filter(s -> caller.equals(s.caller()) && !s.isClosing())
                            .sorted(Comparator.comparingLong(LiveSession::openedAtNanos))
                            .toList();
            for (var i = 0; i < same.size() - MAX_CONNECTIONS_PER_CALLER; i++) {
                same.get(i).close(REPLACED);
            }
        } finally {
            welcoming.unlock();
        }
    }

    boolean isStillValid(Caller caller) {
        return stillValid.test(caller);
    }

    LiveLimits limits() {
        return limits;
    }

    long nowNanos() {
        return nanoClock.getAsLong();
    }

    /** Open connections; for metrics. */
    public int connections() {
        return sessions.size();
    }

    private void tick() {
        var nowNanos = nanoClock.getAsLong();
        for (var session : sessions) {
            try {
                session.tick(nowNanos);
            } catch (RuntimeException e) {
                LOG.warn("live connection failed its tick", e);
                session.close(1011);
            }
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        sessions.forEach(session -> session.close(RESTARTING));
    }
}
