package org.consilium.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.RoomSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopPoolTest {
    private static final RoomCommand OPEN = new RoomCommand.Open(RoomSettings.DEFAULT, "");
    private static final RoomCommand PING = new RoomCommand.UpdateRoomMetadata("");

    private final Map<Integer, List<String>> handled = new HashMap<>();
    private LoopPool pool;

    /** Opens a room when told to, as the core does; otherwise only notes. */
    private final class RoomBook extends EngineAdapter {
        private final int loop;

        RoomBook(int loop) {
            this.loop = loop;
        }

        @Override
        public void onCommand(String room, RoomCommand command, long nowNanos) {
            synchronized (handled) {
                handled.computeIfAbsent(loop, l -> new ArrayList<>()).add(room);
            }
            if (command instanceof RoomCommand.Open) {
                pool.onEvent(new RoomEvent.Started(snapshot(room, 0)));
            }
        }
    }

    @BeforeEach
    void startTwoLoops() throws Exception {
        var loops = new ArrayList<MediaLoop>();
        for (int i = 0; i < 2; i++) {
            int index = i;
            var loop =
                    new MediaLoop(
                            i,
                            new LoopSettings(100, 100, 16),
                            ScriptedPort::new,
                            (l, p, w) -> new RoomBook(index),
                            LoopClock.SYSTEM);
            loop.start();
            loops.add(loop);
        }
        pool = new LoopPool(loops);
    }

    @AfterEach
    void stopLoops() {
        pool.stop();
    }

    @Test
    void newRoomsGoToTheLoopWithTheFewestPeople() throws Exception {
        assertThat(pool.room("large").submit(OPEN)).isTrue();
        settle();
        pool.onEvent(new RoomEvent.Changed(snapshot("large", 30)));
        for (int i = 0; i < 10; i++) {
            assertThat(pool.room("small-" + i).submit(OPEN)).isTrue();
        }
        settle();
        assertThat(handled.get(0)).containsExactly("large");
        assertThat(handled.get(1)).hasSize(10);
    }

    @Test
    void commandsOfARoomAllGoToItsLoopInOrder() throws Exception {
        assertThat(pool.room("a").submit(OPEN)).isTrue();
        assertThat(pool.room("b").submit(OPEN)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(pool.room("b").submit(PING)).isTrue();
        }
        settle();
        assertThat(handled.get(0)).containsExactly("a");
        assertThat(handled.get(1)).hasSize(21).containsOnly("b");
    }

    @Test
    void placementEndsWithTheRoom() throws Exception {
        assertThat(pool.room("a").submit(OPEN)).isTrue();
        settle();
        assertThat(pool.roomNames()).containsExactly("a");
        pool.onEvent(new RoomEvent.Finished(snapshot("a", 0)));
        assertThat(pool.roomNames()).isEmpty();
    }

    @Test
    void closingRoomKeepsItsLoopWhileACommandIsUnderWay() throws Exception {
        assertThat(pool.room("a").submit(OPEN)).isTrue();
        settle();
        var hold = new CompletableFuture<Boolean>();
        assertThat(pool.loops().getFirst().execute(hold::join)).isTrue();
        assertThat(pool.room("a").submit(OPEN)).isTrue();
        pool.onEvent(new RoomEvent.Finished(snapshot("a", 0)));
        assertThat(pool.roomNames()).containsExactly("a");
        assertThat(pool.room("a").submit(PING)).isTrue();
        hold.complete(true);
        settle();
        assertThat(handled.get(0)).hasSize(3);
        assertThat(handled).doesNotContainKey(1);
        assertThat(pool.roomNames()).containsExactly("a");
    }

    @Test
    void commandForNoRoomLeavesNothingBehind() throws Exception {
        assertThat(pool.room("never").submit(PING)).isTrue();
        settle();
        assertThat(pool.roomNames()).isEmpty();
    }

    private void settle() throws Exception {
        for (MediaLoop loop : pool.loops()) {
            var done = new CompletableFuture<Boolean>();
            // Commands and tasks are taken in turn: one task per waiting command, and one more.
            for (int i = 0; i < 60; i++) {
                assertThat(loop.execute(() -> {})).isTrue();
            }
            assertThat(loop.execute(() -> done.complete(true))).isTrue();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    private static RoomSnapshot snapshot(String name, int participants) {
        return new RoomSnapshot(
                "RM_" + name, name, RoomSettings.DEFAULT, "", 0, participants, 0, false);
    }
}
