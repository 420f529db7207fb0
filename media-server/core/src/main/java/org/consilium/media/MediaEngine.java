package org.consilium.media;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.peer.FaultListener;
import org.consilium.media.peer.FlushList;
import org.consilium.media.peer.LoopSurroundings;
import org.consilium.media.peer.PeerTable;
import org.consilium.media.peer.TransportCounters;
import org.consilium.media.peer.negotiation.CodecPolicy;
import org.consilium.media.room.DataPacketCodec;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.Ids;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.Room;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomCounters;
import org.consilium.media.room.RoomListener;
import org.consilium.media.room.RoomSurroundings;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.media.time.ToldTime;
import org.jspecify.annotations.Nullable;

/**
 * The door of the media core: all rooms of one media loop.
 *
 * <p>Single writer: every method is called on the loop's thread. The engine never asks for a
 * packet, the time or randomness; datagrams leave through the {@link DatagramSink}, which must not
 * call back in. {@code nowNanos} is monotonic and read once per batch.
 */
public final class MediaEngine {
    /**
     * Retransmission requests, reports and timers run in steps of this. Short against any round
     * trip worth repairing over, long against the work of a step.
     */
    private static final long TICK_NANOS = 10_000_000L;

    private final EngineConfig config;
    private final ToldTime time = new ToldTime();
    private final TransportCounters transports = new TransportCounters();
    private final RoomCounters roomCounters = new RoomCounters();
    private final PeerTable peers = new PeerTable(transports);
    private final FlushList flushes = new FlushList();
    private final FaultListener faults;
    private final RoomSurroundings surroundings;
    private final Map<String, Room> rooms = new HashMap<>();
    private long nextTickNanos = Long.MAX_VALUE;

    /**
     * @param dtls opens DTLS endpoints
     * @param ciphers what SRTP encrypts with
     * @param dataPackets reads and stamps the client protocol's data packets
     * @param random must be cryptographically strong outside tests
     * @param sink takes datagrams away
     * @param listener told of rooms and participants
     * @param faults told of our bugs
     */
    public MediaEngine(
            EngineConfig config,
            DtlsProvider dtls,
            SrtpCipherSuite ciphers,
            DataPacketCodec dataPackets,
            RandomGenerator random,
            DatagramSink sink,
            RoomListener listener,
            FaultListener faults) {
        this.config = config;
        this.faults = faults;
        this.surroundings =
                new RoomSurroundings(
                        new LoopSurroundings(
                                config.announced(),
                                dtls,
                                ciphers,
                                random,
                                sink,
                                time,
                                peers,
                                flushes,
                                transports,
                                faults),
                        new Ids(random),
                        dataPackets,
                        CodecPolicy.ALL,
                        roomCounters,
                        listener,
                        new byte[RoomSurroundings.SCRATCH_BYTES],
                        config.wallClockOffsetNanos());
    }

    /** One datagram; the bytes are borrowed until return and may be changed. */
    public void onDatagram(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        time.tell(nowNanos);
        peers.onDatagram(path, array, offset, length, nowNanos);
    }

    /** A command for the room of this name; {@code Open} and {@code Join} open it if need be. */
    public void onCommand(String name, RoomCommand command, long nowNanos) {
        time.tell(nowNanos);
        if (command instanceof RoomCommand.Join join
                && participants() >= config.maxParticipants()) {
            join.listener()
                    .onEvent(new ParticipantEvent.Refused(ParticipantEvent.Refusal.OVERLOADED));
            return;
        }
        Room room = rooms.get(name);
        if (room == null) {
            room = open(name, command);
            if (room == null) {
                return;
            }
        }
        try {
            room.onCommand(command);
        } catch (RuntimeException fault) {
            faults.onFault("command " + command.getClass().getSimpleName(), fault);
        }
        if (room.isClosed()) {
            rooms.remove(name);
        }
        if (nextTickNanos == Long.MAX_VALUE && !rooms.isEmpty()) {
            nextTickNanos = nowNanos + TICK_NANOS;
        }
    }

    private @Nullable Room open(String name, RoomCommand command) {
        Room room =
                switch (command) {
                    case RoomCommand.Open open ->
                            new Room(name, open.settings(), open.metadata(), surroundings);
                    case RoomCommand.Join join ->
                            new Room(name, join.settings(), join.metadata(), surroundings);
                    case RoomCommand.Resume resume -> {
                        resume.listener()
                                .onEvent(
                                        new ParticipantEvent.Refused(
                                                ParticipantEvent.Refusal.NOTHING_TO_RESUME));
                        yield null;
                    }
                    default -> null;
                };
        if (room != null) {
            rooms.put(name, room);
        }
        return room;
    }

    /** Called when {@link #nextDeadlineNanos} has come; calling it early does no harm. */
    public void onTimeout(long nowNanos) {
        time.tell(nowNanos);
        if (nowNanos < nextTickNanos) {
            return;
        }
        for (Iterator<Room> all = rooms.values().iterator(); all.hasNext(); ) {
            Room room = all.next();
            room.onTick(nowNanos);
            if (room.isClosed()) {
                all.remove();
            }
        }
        nextTickNanos = rooms.isEmpty() ? Long.MAX_VALUE : nowNanos + TICK_NANOS;
    }

    /** Called after each batch of datagrams, commands and timeouts: sends what was gathered. */
    public void onBatchEnd(long nowNanos) {
        time.tell(nowNanos);
        flushes.flush();
    }

    /** When {@link #onTimeout} is due; {@link Long#MAX_VALUE} when nothing waits. */
    public long nextDeadlineNanos() {
        return nextTickNanos;
    }

    /** Ends every presence, telling each client what to do, and closes all rooms. */
    public void close(EndReason reason, EndAction action, long nowNanos) {
        time.tell(nowNanos);
        for (Room room : rooms.values()) {
            room.onCommand(new RoomCommand.Close(reason, action));
        }
        rooms.clear();
        nextTickNanos = Long.MAX_VALUE;
        flushes.flush();
    }

    private int participants() {
        return rooms.values().stream().mapToInt(Room::size).sum();
    }

    /** A copy of the counters. */
    public EngineStatistics statistics() {
        return new EngineStatistics(
                rooms.size(),
                participants(),
                rooms.values().stream().mapToInt(Room::publishedTracks).sum(),
                rooms.values().stream().mapToInt(Room::subscriptions).sum(),
                rooms.values().stream().mapToInt(Room::size).max().orElse(0),
                transports.packetsReceived,
                transports.bytesReceived,
                transports.packetsSent,
                transports.bytesSent,
                transports.droppedUnknownPath,
                transports.droppedMalformed,
                transports.droppedMalformedRtp,
                transports.droppedMalformedRtcp,
                transports.droppedUnauthenticated,
                transports.droppedReplayed,
                transports.droppedUnknownStream,
                transports.droppedUnknownPayloadType,
                roomCounters.nacksReceived,
                roomCounters.nacksSent,
                roomCounters.keyframeRequestsReceived,
                roomCounters.keyframeRequestsSent,
                roomCounters.packetsRetransmitted,
                roomCounters.quality.snapshot());
    }
}
