package org.consilium.control.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Secrets;

/**
 * Single-use tickets that carry a caller from REST to the WebSocket. In memory, bounded;
 * thread-safe.
 */
public final class LiveTickets {
    static final Duration LIFE = Duration.ofSeconds(30);

    /** With 30 s of life, more than 300 new connections a second: then new ones wait. */
    private static final int MAX_OPEN = 10_000;

    private record Issued(Caller caller, long expiresAtNanos) {}

    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Issued> open = new LinkedHashMap<>();

    public LiveTickets(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    String issue(Caller caller) {
        var nowNanos = nanoClock.getAsLong();
        var ticket = Secrets.random();
        lock.lock();
        try {
            // In order of issue, so the expired ones are at the front.
            var eldest = open.values().iterator();
            while (eldest.hasNext() && eldest.next().expiresAtNanos - nowNanos < 0) {
                eldest.remove();
            }
            if (open.size() >= MAX_OPEN) {
                throw ApiException.unavailable(LIFE, null);
            }
            open.put(ticket, new Issued(caller, nowNanos + LIFE.toNanos()));
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    Optional<Caller> redeem(String ticket) {
        lock.lock();
        try {
            var issued = open.remove(ticket);
            return issued == null || issued.expiresAtNanos - nanoClock.getAsLong() < 0
                    ? Optional.empty()
                    : Optional.of(issued.caller);
        } finally {
            lock.unlock();
        }
    }
}
