package org.consilium.control.consults;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consilium.control.consults.ConsultChanges.Change;
import org.consilium.control.db.Database;
import org.consilium.control.db.UuidV7;
import org.consilium.control.media.MediaEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was present, from the media server's events.
 *
 * <p>A presence is one connection, known by the media server's own id of it, so events may arrive
 * late, twice or in the wrong order and give the same rows: a leave that comes before its join
 * opens and closes the row at once, and the join then finds it done. A room that ends, or that
 * starts anew after its server was killed, closes what was left open. Thread-safe; one consult's
 * events are applied one after the other.
 */
final class AttendanceBook {
    private static final Logger LOG = LoggerFactory.getLogger(AttendanceBook.class);
    private static final Set<String> SOURCES =
            Set.of("microphone", "camera", "screen_share", "screen_share_audio");

    private final Database database;
    private final ConsultRepository consults;
    private final ConsultViews views;
    private final ConsultChanges changes;

    AttendanceBook(
            Database database,
            ConsultRepository consults,
            ConsultViews views,
            ConsultChanges changes) {
        this.database = database;
        this.consults = consults;
        this.views = views;
        this.changes = changes;
    }

    /**
     * Applies an event once; what concerns no consult of ours is none of our business.
     *
     * @return whether somebody joined who was removed before
     */
    boolean apply(MediaEvent event) {
        var consultId = database.call(session -> find(session, event));
        if (consultId.isEmpty()) {
            LOG.debug("media event {} concerns no consult", event.kind());
            return false;
        }
        return changes.change(
                consultId.get(),
                change -> {
                    if (isNew(change, event)) {
                        applyNew(change, event);
                    }
                    return event.kind().equals("participant_joined")
                            && participant(change, event).filter(p -> !p.isWelcome()).isPresent();
                });
    }

    private Optional<UUID> find(EntityManager session, MediaEvent event) {
        return event.room().isEmpty() || event.roomSid().isEmpty() || event.roomSid().length() > 80
                ? Optional.empty()
                : consults.byRoomName(session, event.room()).map(consult -> consult.id);
    }

    private static boolean isNew(Change change, MediaEvent event) {
        return change.session
                        .createNativeQuery(
                                """
                                insert into media_event (event_id, kind, happened_at, received_at)
                                values (:id, :kind, :at, :now) on conflict (event_id) do nothing
                                """)
                        .setParameter("id", event.id())
                        .setParameter("kind", event.kind())
                        .setParameter("at", event.at())
                        .setParameter("now", change.now)
                        .executeUpdate()
                == 1;
    }

    private void applyNew(Change change, MediaEvent event) {
        switch (event.kind()) {
            case "room_started" -> room(change, event);
            case "room_finished" -> finish(change, room(change, event), event.at());
            case "participant_joined" -> joined(change, event);
            case "participant_left" -> left(change, event, true);
            case "participant_connection_aborted" -> left(change, event, false);
            case "track_published" -> published(change, event);
            case "track_unpublished" -> unpublished(change, event);
            default -> LOG.debug("media event {} has no meaning here", event.kind());
        }
    }

    /**
     * The room's life this event belongs to; an older life that never reported its end has been
     * lost.
     */
    private MediaRoomSession room(Change change, MediaEvent event) {
        var known = change.session.find(MediaRoomSession.class, event.roomSid());
        if (known != null && known.consultId.equals(change.consult.id)) {
            return known;
        }
        if (known != null) {
            throw new IllegalStateException("one room id for two consults: " + event.roomSid());
        }
        for (var older : consults.openRoomSessions(change.session, change.consult.id)) {
            if (older.startedAt.isBefore(event.at())) {
                finish(change, older, event.at());
            }
        }
        var started = new MediaRoomSession();
        started.roomSid = event.roomSid();
        started.orgId = change.consult.orgId;
        started.consultId = change.consult.id;
        started.startedAt = event.at();
        change.session.persist(started);
        return started;
    }

    private void finish(Change change, MediaRoomSession room, Instant at) {
        if (room.finishedAt == null) {
            room.finishedAt = at;
        }
        for (var row : consults.openAttendance(change.session, change.consult.id)) {
            if (row.roomSid.equals(room.roomSid)) {
                close(change, row, at, change.consult.isRunning() ? "lost" : "ended");
            }
        }
    }

    /** Closes every open presence, because the consult ends. */
    void closeAll(Change change, String reason) {
        for (var row : consults.openAttendance(change.session, change.consult.id)) {
            close(change, row, change.now, reason);
        }
    }

    private void joined(Change change, MediaEvent event) {
        var participant = participant(change, event);
        if (participant.isEmpty()) {
            return;
        }
        var room = room(change, event);
        if (attendance(change, event).isPresent()) {
            return; // Its leave came first.
        }
        var row = open(change, participant.get(), event);
        if (!change.consult.isRunning()) {
            row.close(change.now, "ended");
            return;
        }
        if (room.finishedAt != null) {
            row.close(room.finishedAt, "lost");
            return;
        }
        change.emit(
                "participant.joined",
                views.participant(change.session, change.consult, participant.get()));
        goLive(change);
    }

    private Attendance open(Change change, Participant participant, MediaEvent event) {
        var row = new Attendance();
        row.id = UuidV7.at(change.now);
        row.orgId = change.consult.orgId;
        row.consultId = change.consult.id;
        row.participantRef = participant.ref;
        row.sessionSid = event.participantSid();
        row.roomSid = event.roomSid();
        row.displayName = participant.displayName;
        row.relation = participant.relation;
        row.roleInConsult = participant.roleInConsult;
        var joinedAt = event.joinedAt();
        // The media server's clock may be a little ahead; nobody joins in the future.
        row.joinedAt =
                joinedAt == null || joinedAt.isAfter(change.now)
                        ? earlier(event.at(), change.now)
                        : joinedAt;
        row.via = "web";
        change.session.persist(row);
        return row;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** open → live: the lead is in and somebody else too. */
    private void goLive(Change change) {
        if (!change.consult.status.equals(Consult.OPEN)) {
            return;
        }
        var present = consults.openAttendance(change.session, change.consult.id);
        var lead = present.stream().anyMatch(row -> row.roleInConsult.equals(Participant.LEAD));
        var others = present.stream().anyMatch(row -> !row.roleInConsult.equals(Participant.LEAD));
        if (lead && others) {
            change.consult.status = Consult.LIVE;
            change.consult.startedAt = change.now;
            change.emit("consult.state", change.consult.state());
        }
    }

    private void left(Change change, MediaEvent event, boolean wasActive) {
        var participant = participant(change, event);
        if (participant.isEmpty()) {
            return;
        }
        var row = attendance(change, event);
        if (row.isEmpty()) {
            if (wasActive) {
                // The join was overtaken or lost: the leave says when it was.
                open(change, participant.get(), event)
                        .close(event.at(), reason(change, participant.get(), event));
            }
            return;
        }
        if (row.get().leftAt == null) {
            close(change, row.get(), event.at(), reason(change, participant.get(), event));
        }
    }

    private void close(Change change, Attendance row, Instant at, String reason) {
        row.close(at, reason);
        for (var track : consults.publishedTracks(change.session, change.consult.id)) {
            if (track.sessionSid.equals(row.sessionSid)) {
                track.unpublishedAt = at;
            }
        }
        consults.byRef(change.session, change.consult.id, row.participantRef)
                .ifPresent(
                        p ->
                                change.emit(
                                        "participant.left",
                                        views.participant(change.session, change.consult, p)));
    }

    private static String reason(Change change, Participant participant, MediaEvent event) {
        if (!participant.isWelcome()) {
            return "kicked";
        }
        if (!change.consult.isRunning()) {
            return "ended";
        }
        return switch (event.disconnectReason()) {
            case "participant_removed" -> "kicked";
            case "room_deleted", "room_closed" -> "ended";
            case "duplicate_identity" -> "replaced";
            case "client_initiated", "unknown_reason" -> "left";
            default -> "lost";
        };
    }

    private void published(Change change, MediaEvent event) {
        track(change, event)
                .ifPresent(
                        track -> {
                            if (track.unpublishedAt == null) {
                                tellMedia(change, event);
                            }
                        });
    }

    private void unpublished(Change change, MediaEvent event) {
        track(change, event)
                .ifPresent(
                        track -> {
                            if (track.unpublishedAt == null) {
                                track.unpublishedAt = event.at();
                                tellMedia(change, event);
                            }
                        });
    }

    private Optional<PublishedTrack> track(Change change, MediaEvent event) {
        if (event.trackSid().isEmpty()
                || event.trackSid().length() > 80
                || participant(change, event).isEmpty()) {
            return Optional.empty();
        }
        var known = change.session.find(PublishedTrack.class, event.trackSid());
        if (known != null) {
            return Optional.of(known).filter(t -> t.consultId.equals(change.consult.id));
        }
        var track = new PublishedTrack();
        track.trackSid = event.trackSid();
        track.orgId = change.consult.orgId;
        track.consultId = change.consult.id;
        track.sessionSid = event.participantSid();
        track.source = SOURCES.contains(event.trackSource()) ? event.trackSource() : "unknown";
        track.publishedAt = event.at();
        // A connection that is over sends nothing, whatever arrives late.
        attendance(change, event).ifPresent(row -> track.unpublishedAt = row.leftAt);
        change.session.persist(track);
        return Optional.of(track);
    }

    private void tellMedia(Change change, MediaEvent event) {
        participant(change, event)
                .ifPresent(
                        p ->
                                change.emit(
                                        "participant.media",
                                        views.participant(change.session, change.consult, p)));
    }

    private Optional<Participant> participant(Change change, MediaEvent event) {
        return event.participantSid().isEmpty() || event.participantSid().length() > 80
                ? Optional.empty()
                : consults.byRef(change.session, change.consult.id, event.participantRef());
    }

    private Optional<Attendance> attendance(Change change, MediaEvent event) {
        return consults.attendanceOf(change.session, change.consult.id, event.participantSid());
    }
}
