package org.consilium.media.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Virtual time, links that lose, delay, reorder, duplicate and queue datagrams, and ends that have
 * deadlines. The same seed gives the same run to the bit.
 *
 * <p>Single thread. Typical use: make a network, {@link #link} two directions, {@link #attach} the
 * ends that have deadlines, {@link #runFor} a while, look at what happened.
 */
public final class SimulatedNetwork {
    private static final int MAX_TIMEOUTS_AT_ONE_INSTANT = 10_000;

    private final SplittableRandom random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final List<Timed> timed = new ArrayList<>();
    private long nowNanos;
    private long order;

    /** Takes a datagram that arrived; the bytes are its own. */
    @FunctionalInterface
    public interface DatagramReceiver {
        void onDatagram(byte[] datagram, long nowNanos);
    }

    /** Something with a deadline, as every sans-IO part has. */
    public interface Timed {
        long nextDeadlineNanos();

        void onTimeout(long nowNanos);
    }

    private record Event(long atNanos, long order, Runnable action) {}

    /** A network at time 1 s, so that a zero time is noticed as the mistake it is. */
    public SimulatedNetwork(long seed) {
        this(seed, 1_000_000_000L);
    }

    public SimulatedNetwork(long seed, long startNanos) {
        this.random = new SplittableRandom(seed);
        this.nowNanos = startNanos;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** Randomness of the run, for ends that need some. */
    public RandomGenerator split() {
        return random.split();
    }

    /** One direction to {@code receiver}. */
    public SimulatedLink link(LinkConditions conditions, DatagramReceiver receiver) {
        return new SimulatedLink(this, random.split(), conditions, receiver);
    }

    /** From now on the deadlines of this end are kept. */
    public void attach(Timed end) {
        timed.add(end);
    }

    public void detach(Timed end) {
        timed.remove(end);
    }

    /** Runs an action at a time not before now. */
    public void at(long atNanos, Runnable action) {
        events.add(new Event(Math.max(atNanos, nowNanos), order++, action));
    }

    /** Runs an action after a delay. */
    public void after(long delayNanos, Runnable action) {
        at(nowNanos + delayNanos, action);
    }

    /** Runs an action now and then in equal steps, for ever. */
    public void every(long periodNanos, Runnable action) {
        after(
                0,
                new Runnable() {
                    @Override
                    public void run() {
                        action.run();
                        after(periodNanos, this);
                    }
                });
    }

    public void runFor(long nanos) {
        runUntil(nowNanos + nanos);
    }

    /** Lets everything happen that is due up to and including {@code endNanos}. */
    public void runUntil(long endNanos) {
        int timeoutsHere = 0;
        while (true) {
            Event event = events.peek();
            long eventAt = event == null ? Long.MAX_VALUE : event.atNanos();
            Timed next = null;
            long deadline = Long.MAX_VALUE;
            for (Timed end : timed) {
                if (end.nextDeadlineNanos() < deadline) {
                    deadline = end.nextDeadlineNanos();
                    next = end;
                }
            }
            if (Math.min(eventAt, deadline) > endNanos) {
                nowNanos = Math.max(nowNanos, endNanos);
                return;
            }
            if (next != null && deadline <= eventAt) {
                timeoutsHere = deadline > nowNanos ? 0 : timeoutsHere + 1;
                if (timeoutsHere > MAX_TIMEOUTS_AT_ONE_INSTANT) {
                    throw new AssertionError("a deadline of " + next + " does not move on");
                }
                nowNanos = Math.max(nowNanos, deadline);
                next.onTimeout(nowNanos);
            } else if (event != null) {
                events.poll();
                nowNanos = event.atNanos();
                event.action().run();
            }
        }
    }
}
