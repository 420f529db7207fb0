package org.consilium.server.signal;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantListener;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.RoomCommand;

/**
 * Stands where the media loops are: remembers what was submitted and answers joins as told. Events
 * go out on one thread, as a loop's would.
 */
public final class ScriptedRooms implements RoomCommands, AutoCloseable {
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final BlockingQueue<RoomCommand> submitted = new LinkedBlockingQueue<>();
    private final ConcurrentHashMap<String, ParticipantListener> listeners =
            new ConcurrentHashMap<>();
    private final AtomicInteger nextSid = new AtomicInteger(1);

    /** What a join is answered with; null leaves it unanswered. */
    volatile BiFunction<RoomCommand.Join, String, ParticipantEvent> onJoin =
            (join, sid) ->
                    new ParticipantEvent.Joined(
                            Snapshots.room("ward", 1),
                            Snapshots.participant(
                                    sid,
                                    join.request().identity(),
                                    ParticipantState.JOINING,
                                    1,
                                    List.of(),
                                    join.request().permissions()),
                            List.of(Snapshots.participant("PA_other", "other")),
                            join.request().permissions().canSubscribe());

    /** What follows at once, while the upgrade is still under way. */
    volatile List<ParticipantEvent> afterJoin = List.of();

    volatile boolean full;

    @Override
    public boolean submit(String room, RoomCommand command) {
        if (full) {
            return false;
        }
        submitted.add(command);
        switch (command) {
            case RoomCommand.Join join -> {
                String sid = "PA_" + nextSid.getAndIncrement();
                ParticipantEvent answer = onJoin.apply(join, sid);
                if (answer != null) {
                    listeners.put(sid, join.listener());
                    loop.execute(() -> join.listener().onEvent(answer));
                    for (ParticipantEvent more : afterJoin) {
                        loop.execute(() -> join.listener().onEvent(more));
                    }
                }
            }
            case RoomCommand.Resume resume -> {
                boolean known = listeners.containsKey(resume.sid());
                if (known) {
                    listeners.put(resume.sid(), resume.listener());
                }
                loop.execute(
                        () ->
                                resume.listener()
                                        .onEvent(
                                                known
                                                        ? resumed(resume)
                                                        : new ParticipantEvent.Refused(
                                                                ParticipantEvent.Refusal
                                                                        .NOTHING_TO_RESUME)));
            }
            default -> {}
        }
        return true;
    }

    private static ParticipantEvent resumed(RoomCommand.Resume resume) {
        return new ParticipantEvent.Resumed(
                Snapshots.room("ward", 2),
                Snapshots.participant(resume.sid(), resume.identity()),
                List.of(Snapshots.participant("PA_other", "other")),
                List.of(
                        Snapshots.participant(
                                "PA_gone",
                                "gone",
                                ParticipantState.DISCONNECTED,
                                9,
                                List.of(),
                                Snapshots.ALL)),
                41);
    }

    /** Tells a participant something, on the loop. */
    public void tell(String sid, ParticipantEvent event) {
        ParticipantListener listener = listeners.get(sid);
        if (listener == null) {
            throw new AssertionError("nobody of sid " + sid);
        }
        loop.execute(() -> listener.onEvent(event));
    }

    /** Waits until everything told so far was heard. */
    public void settle() throws Exception {
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
    }

    /** The next command of this kind; others before it are skipped. */
    public <C extends RoomCommand> C next(Class<C> kind) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            RoomCommand command =
                    submitted.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (command == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " was submitted");
            }
            if (kind.isInstance(command)) {
                return kind.cast(command);
            }
        }
    }

    public List<RoomCommand> submitted() {
        return List.copyOf(submitted);
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
