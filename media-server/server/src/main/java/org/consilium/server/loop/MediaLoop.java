package org.consilium.server.loop;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.consilium.media.EngineStatistics;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.room.RoomCommand;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread, one engine, one port: everything of the rooms that live here happens on this
 * thread, one round after the other. A round waits for datagrams, reads the clock once, works
 * datagrams, commands, tasks and due timeouts through to the end, and flushes. No packet changes
 * threads and nothing on its way is locked.
 *
 * <p>Threading: {@link #submit}, {@link #execute}, {@link #statistics} and {@link #stop} from any
 * thread; the rest happens on the loop's own.
 *
 * <p>The engine closes what belongs to a peer that fails. What still reaches the loop is counted
 * and logged once per place, and the loop goes on; only an error of the virtual machine (no memory)
 * ends it, which {@link #isAlive} shows.
 */
public final class MediaLoop implements LoopExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    /** Commands and tasks of one round, so that a burst of signalling does not delay media. */
    private static final int MAX_WORK_PER_ROUND = 128;

    /**
     * The wait when the engine's deadline has not moved although its timeouts ran: such a deadline
     * is a bug, and must not become a spinning thread.
     */
    private static final long STUCK_DEADLINE_NANOS = 1_000_000;

    private static final long PUBLISH_NANOS = 1_000_000_000;
    private static final int PUBLICATIONS_PER_DELAY_INTERVAL = 30;

    /** How long a stop waits for the thread: far longer than any round. */
    private static final long STOP_MILLIS = 5_000;

    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private static final EngineStatistics NO_ENGINE = EngineStatistics.NONE;

    /** A command for a room; {@code after} runs when it was handled, whatever came of it. */
    private record RoomWork(String room, RoomCommand command, Runnable after) {}

    private final int index;
    private final DatagramPortFactory ports;
    private final EngineFactory engines;
    private final LoopClock clock;
    private final Thread thread;
    private final BoundedQueue<RoomWork> commands;
    private final BoundedQueue<Runnable> tasks;
    private final DatagramBatch batch;
    private final DelayHistogram delays = new DelayHistogram();
    private final FailureLog failures;
    private final CompletableFuture<DatagramPort> opened = new CompletableFuture<>();

    private volatile @Nullable DatagramPort wakeable;
    private volatile boolean stopping;
    private volatile LoopStatistics published;

    private long batches;
    private long worked;
    private long busyNanos;
    private long nextPublishNanos;
    private int publications;
    private boolean timeoutStuck;

    public MediaLoop(
            int index,
            LoopSettings settings,
            DatagramPortFactory ports,
            EngineFactory engines,
            LoopClock clock) {
        this.index = index;
        this.ports = ports;
        this.engines = engines;
        this.clock = clock;
        commands = new BoundedQueue<>(settings.commandCapacity());
        tasks = new BoundedQueue<>(settings.taskCapacity());
        batch = new DatagramBatch(settings.batchCapacity());
        failures = new FailureLog(index);
        published =
                new LoopStatistics(
                        index, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NetworkStatistics.NONE, NO_ENGINE);
        thread =
                Thread.ofPlatform()
                        .name("media-loop-" + index)
                        .daemon(true)
                        .unstarted(this::runUntilStopped);
    }

    /**
     * Starts the thread and returns when its sockets are bound and its engine is built.
     *
     * @throws IOException when a socket cannot be bound
     */
    public void start() throws IOException {
        thread.start();
        try {
            opened.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            throw new IOException("interrupted while a media loop was starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cannotBind) {
                throw new IOException(cannotBind.getMessage(), cannotBind);
            }
            throw new IllegalStateException("media loop " + index + " cannot start", e.getCause());
        }
    }

    /** Which loop this is, from 0. */
    public int index() {
        return index;
    }

    /** The bound sockets. Only after {@link #start}. */
    public List<TransportAddress> localAddresses() {
        DatagramPort port = wakeable;
        if (port == null) {
            throw new IllegalStateException("media loop " + index + " was not started");
        }
        return port.localAddresses();
    }

    /** Hands a command to the engine; false when the queue is full or the loop has stopped. */
    public boolean submit(String room, RoomCommand command) {
        return submit(room, command, () -> {});
    }

    /** As above; {@code after} then runs on the loop's thread when the command was handled. */
    boolean submit(String room, RoomCommand command, Runnable after) {
        return accepted(commands, new RoomWork(room, command, after));
    }

    @Override
    public boolean execute(Runnable task) {
        return accepted(tasks, task);
    }

    private <T> boolean accepted(BoundedQueue<T> queue, T item) {
        if (stopping || !queue.offer(item)) {
            return false;
        }
        DatagramPort port = wakeable;
        if (port != null && Thread.currentThread() != thread) {
            port.wakeup();
        }
        return true;
    }

    /** What the loop last published; at most about a second old while it is well. */
    public LoopStatistics statistics() {
        return published;
    }

    /**
     * Whether the thread runs and finished a round within {@code toleranceNanos}.
     *
     * @param toleranceNanos more than a second, the rhythm of publishing
     */
    public boolean isAlive(long toleranceNanos) {
        return thread.isAlive()
                && clock.nanoTime() - published.publishedAtNanos() <= toleranceNanos;
    }

    /**
     * Counts and logs a failure that the engine itself caught, so that all of a loop's failures are
     * in one place. On the loop's thread.
     */
    public void recordFailure(String during, Throwable failure) {
        failures.record(during, failure);
    }

    /** Runs what is queued, closes the sockets and ends the thread. Idempotent. */
    public void stop() {
        stopping = true;
        DatagramPort port = wakeable;
        if (port != null) {
            port.wakeup();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            if (!thread.join(java.time.Duration.ofMillis(STOP_MILLIS))) {
                LOG.error("event=loop-does-not-stop loop={}", index);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runUntilStopped() {
        DatagramPort port;
        try {
            port = ports.open();
        } catch (IOException | RuntimeException | Error e) {
            opened.completeExceptionally(e);
            return;
        }
        try {
            long startNanos = clock.nanoTime();
            Engine engine = engines.open(this, port, clock.wallNanos() - startNanos);
            nextPublishNanos = startNanos + PUBLISH_NANOS;
            publish(engine, port, startNanos);
            wakeable = port;
            opened.complete(port);
            long endNanos = startNanos;
            while (!stopping) {
                endNanos = round(engine, port, waitNanos(engine, endNanos));
            }
            while (!commands.isEmpty() || !tasks.isEmpty()) {
                endNanos = round(engine, port, 0);
            }
            publish(engine, port, endNanos);
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
            LOG.error("event=loop-died loop={}", index, e);
        } finally {
            stopping = true;
            port.close();
        }
    }

    /** One round; returns the time at its end. */
    private long round(Engine engine, DatagramPort port, long waitNanos) {
        batch.clear();
        port.poll(batch, waitNanos);
        long nowNanos = clock.nanoTime();
        int datagrams = batch.size();
        byte[] array = batch.array();
        for (int i = 0; i < datagrams; i++) {
            try {
                engine.onDatagram(batch.path(i), array, batch.offset(i), batch.length(i), nowNanos);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                failures.record("datagram", e);
            }
        }
        int work = work(engine, nowNanos);
        long lateNanos = fireTimeouts(engine, nowNanos);
        try {
            engine.onBatchEnd(nowNanos);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            failures.record("batch-end", e);
        }
        port.flush();
        long endNanos = clock.nanoTime();
        if (datagrams > 0 || work > 0 || lateNanos >= 0) {
            batches++;
            worked += work;
            busyNanos += endNanos - nowNanos;
            delays.record(endNanos - nowNanos + Math.max(lateNanos, 0));
        }
        if (endNanos - nextPublishNanos >= 0) {
            publish(engine, port, endNanos);
        }
        return endNanos;
    }

    private int work(Engine engine, long nowNanos) {
        int done = 0;
        for (int i = 0; i < MAX_WORK_PER_ROUND; i++) {
            RoomWork command = commands.poll();
            Runnable task = tasks.poll();
            if (command == null && task == null) {
                break;
            }
            if (command != null) {
                runCommand(engine, command, nowNanos);
                done++;
            }
            if (task != null) {
                runTask(task);
                done++;
            }
        }
        return done;
    }

    private void runCommand(Engine engine, RoomWork work, long nowNanos) {
        try {
            engine.onCommand(work.room(), work.command(), nowNanos);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            failures.record(work.command().getClass().getSimpleName(), e);
        }
        runTask(work.after());
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            failures.record("task", e);
        }
    }

    /** How late the engine was told of its deadline; negative when none had come. */
    private long fireTimeouts(Engine engine, long nowNanos) {
        long deadlineNanos = engine.nextDeadlineNanos();
        if (deadlineNanos == Long.MAX_VALUE || deadlineNanos - nowNanos > 0) {
            timeoutStuck = false;
            return -1;
        }
        try {
            engine.onTimeout(nowNanos);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            failures.record("timeout", e);
        }
        long nextNanos = engine.nextDeadlineNanos();
        timeoutStuck = nextNanos != Long.MAX_VALUE && nextNanos - nowNanos <= 0;
        return nowNanos - deadlineNanos;
    }

    private long waitNanos(Engine engine, long nowNanos) {
        if (!commands.isEmpty() || !tasks.isEmpty()) {
            return 0;
        }
        if (timeoutStuck) {
            return STUCK_DEADLINE_NANOS;
        }
        long waitNanos = Math.max(0, nextPublishNanos - nowNanos);
        long deadlineNanos = engine.nextDeadlineNanos();
        if (deadlineNanos == Long.MAX_VALUE) {
            return waitNanos;
        }
        return Math.max(0, Math.min(waitNanos, deadlineNanos - nowNanos));
    }

    private void publish(Engine engine, DatagramPort port, long nowNanos) {
        published =
                new LoopStatistics(
                        index,
                        nowNanos,
                        batches,
                        worked,
                        commands.refused() + tasks.refused(),
                        failures.count(),
                        THREADS.getCurrentThreadAllocatedBytes(),
                        busyNanos,
                        delays.quantileNanos(0.5),
                        delays.quantileNanos(0.99),
                        delays.maxNanos(),
                        port.statistics(),
                        engine.statistics());
        nextPublishNanos = nowNanos + PUBLISH_NANOS;
        publications++;
        if (publications % PUBLICATIONS_PER_DELAY_INTERVAL == 0) {
            delays.rotate();
        }
    }
}
