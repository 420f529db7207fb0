package org.consilium.server.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomListener;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.media.room.TrackSnapshot;
import org.consilium.server.signal.RoomCommands;
import org.consilium.server.signal.Snapshots;

/**
 * Rooms without media: commands of the server API take effect and are told as room events, on one
 * thread, as a loop would.
 */
final class EffectiveRooms implements RoomCommands, AutoCloseable {
    private static final class Room {
        RoomSnapshot snapshot;
        final Map<String, ParticipantSnapshot> bySid = new LinkedHashMap<>();

        Room(RoomSnapshot snapshot) {
            this.snapshot = snapshot;
        }
    }

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Map<String, Room> rooms = new HashMap<>();
    private final List<RoomListener> listeners;
    final List<RoomCommand> submitted = new CopyOnWriteArrayList<>();

    /** Whether commands are taken and forgotten. */
    volatile boolean idle;

    EffectiveRooms(RoomListener... listeners) {
        this.listeners = List.of(listeners);
    }

    @Override
    public boolean submit(String room, RoomCommand command) {
        submitted.add(command);
        if (!idle) {
            loop.execute(() -> onCommand(room, command));
        }
        return true;
    }

    /** Somebody with a camera is in the room, connected. */
    void enter(String room, String sid, String identity) {
        loop.execute(
                () -> {
                    onCommand(room, new RoomCommand.Open(RoomSettings.DEFAULT, ""));
                    put(
                            room,
                            Snapshots.participant(
                                    sid,
                                    identity,
                                    ParticipantState.ACTIVE,
                                    1,
                                    List.of(Snapshots.camera("TR_" + identity, false)),
                                    Snapshots.ALL));
                    Room open = open(room);
                    ParticipantSnapshot entered = participant(open, sid);
                    tell(new RoomEvent.ParticipantJoined(open.snapshot, entered));
                    tell(
                            new RoomEvent.TrackPublished(
                                    open.snapshot, entered, entered.tracks().getFirst()));
                });
    }

    private void put(String room, ParticipantSnapshot participant) {
        open(room).bySid.put(participant.sid(), participant);
        count(room);
    }

    private void count(String name) {
        Room room = open(name);
        RoomSnapshot old = room.snapshot;
        room.snapshot =
                new RoomSnapshot(
                        old.sid(),
                        name,
                        old.settings(),
                        old.metadata(),
                        old.createdAtMillis(),
                        room.bySid.size(),
                        room.bySid.size(),
                        false);
    }

    private void onCommand(String name, RoomCommand command) {
        Room room = rooms.get(name);
        switch (command) {
            case RoomCommand.Open open -> {
                if (room == null) {
                    var snapshot =
                            new RoomSnapshot(
                                    "RM_" + name,
                                    name,
                                    open.settings(),
                                    open.metadata(),
                                    1_700_000_000_123L,
                                    0,
                                    0,
                                    false);
                    rooms.put(name, new Room(snapshot));
                    tell(new RoomEvent.Started(snapshot));
                }
            }
            case RoomCommand.Close ignored -> {
                if (room != null) {
                    for (String sid : List.copyOf(room.bySid.keySet())) {
                        leave(name, sid);
                    }
                    rooms.remove(name);
                    tell(new RoomEvent.Finished(room.snapshot));
                }
            }
            case RoomCommand.Leave leave -> leave(name, leave.sid());
            case RoomCommand.MuteTrack mute ->
                    change(
                            name,
                            mute.sid(),
                            old -> {
                                var tracks = new ArrayList<TrackSnapshot>();
                                for (TrackSnapshot track : old.tracks()) {
                                    tracks.add(
                                            track.sid().equals(mute.trackSid())
                                                    ? Snapshots.camera(track.sid(), mute.muted())
                                                    : track);
                                }
                                return Snapshots.participant(
                                        old.sid(),
                                        old.identity(),
                                        old.state(),
                                        old.version() + 1,
                                        tracks,
                                        old.permissions());
                            });
            case RoomCommand.UpdateParticipant update ->
                    change(name, update.sid(), old -> updated(old, update));
            case RoomCommand.UpdateRoomMetadata update -> {
                Room told = open(name);
                RoomSnapshot old = told.snapshot;
                told.snapshot =
                        new RoomSnapshot(
                                old.sid(),
                                name,
                                old.settings(),
                                update.metadata(),
                                old.createdAtMillis(),
                                old.participants(),
                                old.publishers(),
                                false);
                tell(new RoomEvent.Changed(told.snapshot));
            }
            default -> {}
        }
    }

    private static ParticipantSnapshot updated(
            ParticipantSnapshot old, RoomCommand.UpdateParticipant update) {
        var attributes = new HashMap<>(old.attributes());
        attributes.putAll(update.attributes());
        attributes.values().removeIf(String::isEmpty);
        Permissions permissions = update.permissions();
        return new ParticipantSnapshot(
                old.sid(),
                old.identity(),
                update.name().orElse(old.name()),
                update.metadata().orElse(old.metadata()),
                attributes,
                old.state(),
                old.kind(),
                permissions == null ? old.permissions() : permissions,
                old.isPublisher(),
                old.joinedAtMillis(),
                old.version() + 1,
                old.protocol(),
                old.clientProtocol(),
                old.capabilities(),
                old.tracks(),
                old.endReason());
    }

    private interface Change {
        ParticipantSnapshot of(ParticipantSnapshot old);
    }

    private void change(String name, String sid, Change change) {
        Room room = open(name);
        ParticipantSnapshot old = room.bySid.get(sid);
        if (old != null) {
            put(name, change.of(old));
            tell(new RoomEvent.ParticipantChanged(room.snapshot, participant(room, sid)));
        }
    }

    private void leave(String name, String sid) {
        Room room = open(name);
        ParticipantSnapshot old = room.bySid.remove(sid);
        if (old != null) {
            count(name);
            tell(
                    new RoomEvent.ParticipantLeft(
                            room.snapshot,
                            Snapshots.participant(
                                    sid,
                                    old.identity(),
                                    ParticipantState.DISCONNECTED,
                                    old.version() + 1,
                                    List.of(),
                                    old.permissions()),
                            true));
        }
    }

    private Room open(String name) {
        return Objects.requireNonNull(rooms.get(name));
    }

    private static ParticipantSnapshot participant(Room room, String sid) {
        return Objects.requireNonNull(room.bySid.get(sid));
    }

    private void tell(RoomEvent event) {
        listeners.forEach(listener -> listener.onEvent(event));
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
