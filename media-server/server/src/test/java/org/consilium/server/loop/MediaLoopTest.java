package org.consilium.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.room.RoomCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MediaLoopTest {
    private static final RoomCommand COMMAND = new RoomCommand.UpdateRoomMetadata("m");

    private final ScriptedPort port = new ScriptedPort();
    private final List<MediaLoop> started = new ArrayList<>();

    @AfterEach
    void stopLoops() {
        started.forEach(MediaLoop::stop);
    }

    @Test
    void readsTheClockOnceForAllOfABatchAndOnceAtItsEnd() throws Exception {
        var reads = new AtomicLong();
        var times = Collections.synchronizedList(new ArrayList<Long>());
        var readsAtDatagram = Collections.synchronizedList(new ArrayList<Long>());
        var done = new CountDownLatch(2);
        var clock =
                new LoopClock() {
                    @Override
                    public long nanoTime() {
                        return reads.incrementAndGet();
                    }

                    @Override
                    public long wallNanos() {
                        return 0;
                    }
                };
        var engine =
                new EngineAdapter() {
                    @Override
                    public void onDatagram(
                            NetworkPath path, byte[] array, int offset, int length, long now) {
                        times.add(now);
                        readsAtDatagram.add(reads.get());
                    }

                    @Override
                    public void onBatchEnd(long now) {
                        times.add(now);
                        if (times.size() > 1) {
                            done.countDown();
                        }
                    }
                };
        start(LoopSettings.DEFAULT, engine, clock);
        port.deliver(20);
        port.deliver(20);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        stopLoops();

        List<Long> datagrams = readsAtDatagram;
        assertThat(datagrams).hasSize(40);
        assertThat(datagrams.subList(0, 20)).containsOnly(datagrams.getFirst());
        // One read when the first batch ended, one when the second began.
        assertThat(datagrams.subList(20, 40)).containsOnly(datagrams.getFirst() + 2);
        assertThat(times.subList(0, 21)).containsOnly(times.getFirst());
    }

    @Test
    void fullQueueRefusesAndCounts() throws Exception {
        var release = new CountDownLatch(1);
        var blocked = new CountDownLatch(1);
        var handled = new AtomicInteger();
        var engine =
                new EngineAdapter() {
                    @Override
                    public void onCommand(String room, RoomCommand command, long nowNanos) {
                        handled.incrementAndGet();
                    }
                };
        var loop = start(new LoopSettings(3, 2, 16), engine, LoopClock.SYSTEM);
        assertThat(
                        loop.execute(
                                () -> {
                                    blocked.countDown();
                                    awaitQuietly(release);
                                }))
                .isTrue();
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(loop.submit("a", COMMAND)).isTrue();
        assertThat(loop.submit("a", COMMAND)).isTrue();
        assertThat(loop.submit("a", COMMAND)).isTrue();
        assertThat(loop.submit("a", COMMAND)).isFalse();
        assertThat(loop.execute(() -> {})).isTrue();
        assertThat(loop.execute(() -> {})).isTrue();
        assertThat(loop.execute(() -> {})).isFalse();
        release.countDown();
        loop.stop();

        assertThat(handled).hasValue(3);
        assertThat(loop.statistics().refused()).isEqualTo(2);
        assertThat(loop.statistics().commands()).isEqualTo(6);
    }

    @Test
    void whatThrowsIsCountedAndTheLoopGoesOn() throws Exception {
        var timeouts = new AtomicInteger();
        var engine =
                new EngineAdapter() {
                    @Override
                    public void onDatagram(
                            NetworkPath path, byte[] array, int offset, int length, long now) {
                        throw new IllegalStateException("datagram");
                    }

                    @Override
                    public void onCommand(String room, RoomCommand command, long nowNanos) {
                        throw new StackOverflowError();
                    }

                    @Override
                    public void onTimeout(long nowNanos) {
                        timeouts.incrementAndGet();
                        throw new IllegalStateException("timeout");
                    }

                    @Override
                    public long nextDeadlineNanos() {
                        return timeouts.get() < 3 ? 0 : Long.MAX_VALUE;
                    }
                };
        var loop = start(LoopSettings.DEFAULT, engine, new SteppingClock(1_000));
        port.deliver(5);
        assertThat(loop.submit("a", COMMAND)).isTrue();
        assertThat(
                        loop.execute(
                                () -> {
                                    throw new IllegalStateException("task");
                                }))
                .isTrue();
        var ran = new CompletableFuture<Boolean>();
        assertThat(loop.execute(() -> ran.complete(true))).isTrue();
        assertThat(ran.get(10, TimeUnit.SECONDS)).isTrue();
        while (timeouts.get() < 3) {
            Thread.onSpinWait();
        }
        loop.stop();
        assertThat(loop.statistics().failures()).isEqualTo(5 + 1 + 1 + 3);
    }

    @Test
    void deadlineThatDoesNotMoveDoesNotSpin() throws Exception {
        var engine =
                new EngineAdapter() {
                    @Override
                    public long nextDeadlineNanos() {
                        return 0;
                    }
                };
        var loop = start(LoopSettings.DEFAULT, engine, new SteppingClock(1_000));
        while (port.flushes.get() < 5) {
            Thread.onSpinWait();
        }
        loop.stop();
        synchronized (port.waits) {
            assertThat(port.waits.subList(1, 4)).containsOnly(1_000_000L);
        }
    }

    @Test
    void waitsNoLongerThanTheEnginesDeadline() throws Exception {
        var engine =
                new EngineAdapter() {
                    @Override
                    public long nextDeadlineNanos() {
                        return 7_000_000;
                    }
                };
        var loop = start(LoopSettings.DEFAULT, engine, new SteppingClock(1_000));
        while (port.flushes.get() < 1) {
            Thread.onSpinWait();
        }
        loop.stop();
        synchronized (port.waits) {
            // Time had moved on by 1 us per read: once before the loop, at its start.
            assertThat(port.waits.getFirst()).isEqualTo(7_000_000L - 1_000);
        }
    }

    @Test
    void stopRunsWhatIsQueuedClosesThePortAndRefusesTheRest() throws Exception {
        var release = new CountDownLatch(1);
        var ran = new AtomicInteger();
        var loop = start(LoopSettings.DEFAULT, new EngineAdapter(), LoopClock.SYSTEM);
        assertThat(loop.execute(() -> awaitQuietly(release))).isTrue();
        for (int i = 0; i < 500; i++) {
            assertThat(loop.execute(ran::incrementAndGet)).isTrue();
        }
        var stopper = Thread.ofPlatform().start(loop::stop);
        release.countDown();
        stopper.join();
        assertThat(ran).hasValue(500);
        assertThat(port.closed).isTrue();
        assertThat(loop.execute(() -> {})).isFalse();
        assertThat(loop.submit("a", COMMAND)).isFalse();
        assertThat(loop.isAlive(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void portThatCannotOpenFailsTheStart() {
        var loop =
                new MediaLoop(
                        0,
                        LoopSettings.DEFAULT,
                        () -> {
                            throw new IOException("cannot bind UDP 192.0.2.1 port 7882: in use");
                        },
                        (l, p, w) -> new EngineAdapter(),
                        LoopClock.SYSTEM);
        assertThatThrownBy(loop::start)
                .isInstanceOf(IOException.class)
                .hasMessage("cannot bind UDP 192.0.2.1 port 7882: in use");
    }

    @Test
    void engineThatCannotBeBuiltFailsTheStartAndClosesThePort() throws Exception {
        var loop =
                new MediaLoop(
                        0,
                        LoopSettings.DEFAULT,
                        () -> port,
                        (l, p, w) -> {
                            throw new IllegalArgumentException("no announced address");
                        },
                        LoopClock.SYSTEM);
        assertThatThrownBy(loop::start).hasRootCauseMessage("no announced address");
        loop.stop();
        assertThat(port.closed).isTrue();
    }

    private MediaLoop start(LoopSettings settings, Engine engine, LoopClock clock)
            throws IOException {
        var loop = new MediaLoop(0, settings, () -> port, (l, p, w) -> engine, clock);
        loop.start();
        started.add(loop);
        return loop;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each reading is a fixed step after the one before. */
    private static final class SteppingClock implements LoopClock {
        private final AtomicLong now = new AtomicLong();
        private final long stepNanos;

        SteppingClock(long stepNanos) {
            this.stepNanos = stepNanos;
        }

        @Override
        public long nanoTime() {
            return now.addAndGet(stepNanos);
        }

        @Override
        public long wallNanos() {
            return 0;
        }
    }
}
