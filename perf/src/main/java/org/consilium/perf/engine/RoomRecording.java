package org.consilium.perf.engine;

import java.util.ArrayList;
import java.util.List;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.simulation.EngineInput;
import org.consilium.media.simulation.LinkConditions;
import org.consilium.media.simulation.SimulatedConference;
import org.consilium.media.simulation.TestClient;

/**
 * What the engine of one simulated conference was told, in order: everybody joins, publishes a
 * microphone and a camera of three simulcast layers and receives the best layer of everybody else,
 * over links that delay, jitter and lose a little, so that repair and feedback happen as in life.
 *
 * <p>Immutable once made.
 */
public final class RoomRecording {
    /** Longest join: everybody sees everybody after a fraction of this. */
    private static final int JOINING_MILLIS = 4_000;

    private static final LinkConditions LINK =
            LinkConditions.perfect().withDelayMillis(10).withJitterMillis(8).withLoss(0.005);

    /** One thing an engine is told. */
    sealed interface Entry {
        long nowNanos();

        record Datagram(NetworkPath path, byte[] bytes, long nowNanos) implements Entry {}

        record Command(String room, RoomCommand command, long nowNanos) implements Entry {}

        record Timeout(long nowNanos) implements Entry {}
    }

    private final long seed;
    private final int people;
    private final List<Entry> joining;
    private final List<Entry> running;
    private final long packetsSent;

    private RoomRecording(
            long seed, int people, List<Entry> joining, List<Entry> running, long packetsSent) {
        this.seed = seed;
        this.people = people;
        this.joining = joining;
        this.running = running;
        this.packetsSent = packetsSent;
    }

    /**
     * Lets a conference happen.
     *
     * @param seconds how long it is recorded once everybody is in
     */
    public static RoomRecording of(int people, int seconds, long seed) {
        var joining = new ArrayList<Entry>();
        var running = new ArrayList<Entry>();
        var tape = new Tape(joining);
        var conference = new SimulatedConference(seed, tape);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < people; i++) {
            clients.add(conference.join("person-" + i, LINK, LINK));
        }
        conference.runForMillis(JOINING_MILLIS / 2);
        clients.forEach(TestClient::publish);
        conference.runForMillis(JOINING_MILLIS / 2);
        long before = conference.engine().statistics().packetsSent();
        tape.entries = running;
        conference.runForMillis(seconds * 1_000L);
        if (!conference.faults().isEmpty()) {
            throw new IllegalStateException("the engine failed: " + conference.faults());
        }
        return new RoomRecording(
                seed,
                people,
                joining,
                running,
                conference.engine().statistics().packetsSent() - before);
    }

    long seed() {
        return seed;
    }

    public int people() {
        return people;
    }

    List<Entry> joining() {
        return joining;
    }

    List<Entry> running() {
        return running;
    }

    /** What the recorded engine sent after the joining. */
    public long packetsSent() {
        return packetsSent;
    }

    private static final class Tape implements EngineInput {
        private List<Entry> entries;

        Tape(List<Entry> entries) {
            this.entries = entries;
        }

        @Override
        public void onDatagram(NetworkPath path, byte[] datagram, long nowNanos) {
            entries.add(new Entry.Datagram(path, datagram.clone(), nowNanos));
        }

        @Override
        public void onCommand(String room, RoomCommand command, long nowNanos) {
            entries.add(new Entry.Command(room, command, nowNanos));
        }

        @Override
        public void onTimeout(long nowNanos) {
            entries.add(new Entry.Timeout(nowNanos));
        }
    }
}
