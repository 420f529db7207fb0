package org.consilium.control.consults;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.consilium.control.db.Database;
import org.consilium.control.http.Caller;
import org.consilium.control.live.LiveEvent;
import org.consilium.control.live.LiveHub;
import org.consilium.control.live.TopicSource;
import org.jspecify.annotations.Nullable;

/**
 * Every change to a consult: one transaction with the consult's row locked, and its live events
 * published in order once it is committed.
 *
 * <p>The newest events are kept in memory for those who come back after a short interruption; who
 * was away longer reads the consult again. Thread-safe.
 */
final class ConsultChanges implements TopicSource {
    private static final String TOPIC = "consult";
    private static final int KEPT_EVENTS = 200;
    private static final int KEPT_CONSULTS = 1_000;

    private final Database database;
    private final LiveHub live;
    private final InstantSource clock;
    private final ConsultRepository consults;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Deque<LiveEvent>> recent =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<UUID, Deque<LiveEvent>> eldest) {
                    return size() > KEPT_CONSULTS;
                }
            };

    ConsultChanges(
            Database database, LiveHub live, InstantSource clock, ConsultRepository consults) {
        this.database = database;
        this.live = live;
        this.clock = clock;
        this.consults = consults;
        live.register(TOPIC, this);
    }

    static String topic(UUID consultId) {
        return TOPIC + "." + consultId;
    }

    /** One change under way. */
    static final class Change {
        final EntityManager session;
        final Consult consult;
        final Instant now;
        private final List<LiveEvent> events = new ArrayList<>();

        Change(EntityManager session, Consult consult, Instant now) {
            this.session = session;
            this.consult = consult;
            this.now = now;
        }

        /** Tells the listeners after the commit. */
        void emit(String type, Object data) {
            events.add(new LiveEvent(++consult.eventSeq, type, now, data));
        }
    }

    <T extends @Nullable Object> T change(UUID consultId, Function<Change, T> work) {
        record Done<T extends @Nullable Object>(T result, List<LiveEvent> events) {}
        var topic = topic(consultId);
        return live.ordered(
                        topic,
                        () -> {
                            var done =
                                    database.call(
                                            session -> {
                                                var now =
                                                        clock.instant()
                                                                .truncatedTo(ChronoUnit.MILLIS);
                                                var change =
                                                        new Change(
                                                                session,
                                                                consults.locked(session, consultId),
                                                                now);
                                                var result = work.apply(change);
                                                if (!change.events.isEmpty()) {
                                                    change.consult.updatedAt = now;
                                                }
                                                return new Done<T>(result, change.events);
                                            });
                            keep(consultId, done.events());
                            done.events().forEach(event -> live.publish(topic, event));
                            return done;
                        })
                .result();
    }

    private void keep(UUID consultId, List<LiveEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            var kept = recent.computeIfAbsent(consultId, ignored -> new ArrayDeque<>());
            kept.addAll(events);
            while (kept.size() > KEPT_EVENTS) {
                kept.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayRead(Caller caller, UUID id) {
        return database.call(session -> consults.own(session, caller, id).isPresent());
    }

    @Override
    public Optional<List<LiveEvent>> since(UUID id, long seq) {
        var consult = database.call(session -> session.find(Consult.class, id));
        var current = consult == null ? 0 : consult.eventSeq;
        if (seq == current) {
            return Optional.of(List.of());
        }
        lock.lock();
        try {
            var kept = recent.get(id);
            if (seq > current || kept == null || kept.getFirst().seq() > seq + 1) {
                return Optional.empty();
            }
            return Optional.of(kept.stream().filter(event -> event.seq() > seq).toList());
        } finally {
            lock.unlock();
        }
    }
}
