package org.consilium.control.consults;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consilium.control.audit.AuditEntry;
import org.consilium.control.audit.AuditLog;
import org.consilium.control.chat.ChatService;
import org.consilium.control.db.Database;
import org.consilium.control.db.UuidV7;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Paging;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.Secrets;
import org.consilium.control.identity.UserService;
import org.consilium.control.live.LiveHub;
import org.consilium.control.media.MediaEvent;
import org.consilium.control.media.MediaTokens;
import org.consilium.control.media.RoomServiceClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules of consults. Thread-safe. */
public final class ConsultService {
    private static final Logger LOG = LoggerFactory.getLogger(ConsultService.class);
    private static final Set<String> SOURCES =
            Set.of("microphone", "camera", "screen_share", "screen_share_audio");

    private final Database database;
    private final ConsultRepository consults;
    private final ConsultViews views;
    private final ConsultChanges changes;
    private final AttendanceBook attendance;
    private final UserService users;
    private final ChatService chat;
    private final LiveHub live;
    private final MediaTokens tokens;
    private final RoomServiceClient rooms;
    private final GuestRemoval removal;
    private final AuditLog audit;
    private final InstantSource clock;

    public ConsultService(
            Database database,
            UserService users,
            ChatService chat,
            LiveHub live,
            MediaTokens tokens,
            RoomServiceClient rooms,
            GuestRemoval removal,
            AuditLog audit,
            InstantSource clock) {
        this.database = database;
        this.consults = new ConsultRepository();
        this.views = new ConsultViews(consults);
        this.changes = new ConsultChanges(database, live, clock, consults);
        this.attendance = new AttendanceBook(database, consults, views, changes);
        this.users = users;
        this.chat = chat;
        this.live = live;
        this.tokens = tokens;
        this.rooms = rooms;
        this.removal = removal;
        this.audit = audit;
        this.clock = clock;
    }

    public static List<Class<?>> entities() {
        return List.of(
                Consult.class,
                Participant.class,
                Attendance.class,
                PublishedTrack.class,
                MediaRoomSession.class);
    }

    /**
     * Applies what the media server reports. Whoever was removed and joins again with a token that
     * has not expired yet is put out again.
     */
    void onMediaEvent(MediaEvent event) {
        if (attendance.apply(event)) {
            rooms.removeParticipant(event.room(), event.participantRef());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Opens an ad-hoc consult in the caller's transaction. */
    public ConsultView open(
            EntityManager session,
            Caller.Staff caller,
            OpenConsultRequest request,
            CallContext context) {
        var checks = new Checks();
        var title = checks.optionalLine("/title", request.title(), 120);
        checks.done();
        var user =
                users.find(session, caller.orgId(), caller.userId())
                        .orElseThrow(() -> ApiException.of(ProblemType.UNAUTHENTICATED));
        var now = now();
        var consult = new Consult();
        consult.id = UuidV7.at(now);
        consult.orgId = caller.orgId();
        consult.title = title;
        consult.status = Consult.OPEN;
        consult.leadId = caller.userId();
        consult.roomName = "room-" + Secrets.randomName();
        consult.conversationId = chat.open(session, caller.orgId());
        consult.openedAt = now;
        consult.createdAt = now;
        consult.updatedAt = now;
        consult.createdBy = caller.principal();
        session.persist(consult);
        var lead = new Participant();
        lead.kind = "account";
        lead.userId = caller.userId();
        lead.displayName = user.displayName();
        lead.roleInConsult = Participant.LEAD;
        lead.locale = user.locale();
        add(session, consult, lead);
        audit.append(
                session, AuditEntry.of(caller, "consult.open", "consult", consult.id, context));
        return views.view(session, consult, lead);
    }

    private void add(EntityManager session, Consult consult, Participant participant) {
        var now = now();
        participant.ref = "p-" + Secrets.randomName();
        participant.orgId = consult.orgId;
        participant.consultId = consult.id;
        participant.createdAt = now;
        participant.updatedAt = now;
        // Foreign keys without mapped relations: rows must reach the database in this order.
        session.flush();
        session.persist(participant);
        chat.put(session, consult.orgId, consult.conversationId, member(participant));
    }

    private static ChatService.Member member(Participant participant) {
        return new ChatService.Member(
                participant.ref,
                participant.userId,
                participant.displayName,
                participant.roleInConsult);
    }

    ConsultPage page(Caller.Staff caller, int limit, @Nullable String cursor) {
        var before = cursor == null ? null : Checks.uuid(Paging.position(cursor));
        if (cursor != null && before == null) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return database.call(
                session -> {
                    var found = consults.ledBy(session, caller, before, limit + 1);
                    var items = new ArrayList<ConsultSummaryView>();
                    for (var consult : found.subList(0, Math.min(limit, found.size()))) {
                        items.add(
                                new ConsultSummaryView(
                                        consult.id,
                                        consult.title,
                                        consult.status,
                                        consult.openedAt,
                                        consult.startedAt,
                                        consult.endedAt,
                                        consults.presentCount(session, consult.id)));
                    }
                    return new ConsultPage(
                            items,
                            found.size() > limit
                                    ? Paging.cursor(items.getLast().id().toString())
                                    : null);
                });
    }

    /**
     * The one place where access to a consult is decided: a foreign one is answered like one that
     * does not exist.
     */
    private Participant own(EntityManager session, Caller caller, UUID consultId) {
        return consults.own(session, caller, consultId)
                .orElseThrow(() -> ApiException.of(ProblemType.NOT_FOUND));
    }

    private void requireLead(EntityManager session, Caller caller, UUID consultId) {
        if (!own(session, caller, consultId).roleInConsult.equals(Participant.LEAD)) {
            throw ApiException.of(ProblemType.FORBIDDEN);
        }
    }

    /** A consult with the version its ETag names. */
    record Versioned(ConsultView view, int version) {
        String etag() {
            return "\"v" + version + "\"";
        }
    }

    Versioned view(Caller caller, UUID consultId) {
        return database.call(
                session -> {
                    var own = own(session, caller, consultId);
                    var consult = session.find(Consult.class, consultId);
                    return new Versioned(views.view(session, consult, own), consult.version);
                });
    }

    Versioned end(
            Caller.Staff caller, UUID consultId, @Nullable String ifMatch, CallContext context) {
        var room =
                changes.change(
                        // A consult that is not there has no row to lock: look first.
                        requireReadable(caller, consultId),
                        change -> {
                            requireLead(change.session, caller, consultId);
                            var consult = change.consult;
                            if (ifMatch != null
                                    && !ifMatch.equals("*")
                                    && !ifMatch.equals("\"v" + consult.version + "\"")) {
                                throw ApiException.of(ProblemType.PRECONDITION_FAILED);
                            }
                            if (!consult.isRunning()) {
                                return Optional.<String>empty();
                            }
                            consult.status = Consult.ENDED;
                            consult.endedAt = change.now;
                            consult.endReason = "completed";
                            attendance.closeAll(change, "ended");
                            chat.close(change.session, consult.conversationId);
                            change.emit("consult.state", consult.state());
                            audit.append(
                                    change.session,
                                    AuditEntry.of(
                                            caller, "consult.end", "consult", consultId, context));
                            return Optional.of(consult.roomName);
                        });
        room.ifPresent(this::deleteRoomUntilDone);
        live.closeCallers(
                LiveHub.NOT_ALLOWED,
                c -> c instanceof Caller.Guest guest && guest.consultId().equals(consultId));
        return view(caller, consultId);
    }

    private UUID requireReadable(Caller caller, UUID consultId) {
        database.run(session -> own(session, caller, consultId));
        return consultId;
    }

    /** Ending stands whether or not the media server answers; it is told as soon as it does. */
    private void deleteRoomUntilDone(String room) {
        try {
            rooms.deleteRoom(room);
        } catch (ApiException e) {
            LOG.warn("room of an ended consult not deleted yet: {}", e.toString());
            Thread.startVirtualThread(
                    () -> {
                        for (var attempt = 1; attempt <= 30; attempt++) {
                            try {
                                Thread.sleep(Duration.ofSeconds(Math.min(2L * attempt, 60)));
                                rooms.deleteRoom(room);
                                return;
                            } catch (ApiException again) {
                                LOG.debug("room not deleted, attempt {}", attempt, again);
                            } catch (InterruptedException ignored) {
                                Thread.currentThread().interrupt();
                                return;
                            }
                        }
                    });
        }
    }

    /** A media token for the caller's own place. */
    MediaAccessView mediaAccess(Caller caller, UUID consultId, String mediaUrl) {
        return database.call(
                session -> {
                    var own = own(session, caller, consultId);
                    return mediaAccess(session.find(Consult.class, consultId), own, mediaUrl);
                });
    }

    private MediaAccessView mediaAccess(Consult consult, Participant own, String mediaUrl) {
        if (!consult.isRunning()) {
            throw ApiException.of(ProblemType.GONE);
        }
        var token =
                tokens.join(
                        new MediaTokens.Join(
                                consult.roomName,
                                own.ref,
                                own.displayName,
                                own.roleInConsult,
                                Objects.requireNonNullElse(own.relation, ""),
                                own.locale,
                                own.isVerified(),
                                sources(own.roleInConsult)));
        return new MediaAccessView(
                mediaUrl,
                token,
                MediaTokens.JOIN_LIFE.toSeconds(),
                own.ref,
                consult.id,
                consult.conversationId,
                own.roleInConsult,
                own.displayName);
    }

    /**
     * domain.md, roles and permissions: an observer publishes nothing; of the guests, experts and
     * interpreters may show a screen.
     */
    private static List<String> sources(String role) {
        return switch (role) {
            case Participant.LEAD, "doctor", "expert", "interpreter" ->
                    List.of("camera", "microphone", "screen_share", "screen_share_audio");
            case "observer" -> List.of();
            default -> List.of("camera", "microphone");
        };
    }

    void mute(
            Caller.Staff caller,
            UUID consultId,
            String participantRef,
            MuteRequest request,
            CallContext context) {
        var checks = new Checks();
        var source =
                request.source() == null
                        ? "microphone"
                        : checks.oneOf("/source", request.source(), SOURCES);
        checks.done();
        var room =
                database.call(
                        session -> {
                            requireLead(session, caller, consultId);
                            var participant =
                                    consults.byRef(session, consultId, participantRef)
                                            .orElseThrow(
                                                    () -> ApiException.of(ProblemType.NOT_FOUND));
                            audit.append(
                                    session,
                                    AuditEntry.of(
                                            caller,
                                            "participant.mute",
                                            "participant",
                                            participant.ref,
                                            context));
                            return session.find(Consult.class, consultId).roomName;
                        });
        if (!rooms.mute(room, participantRef, source)) {
            throw ApiException.of(ProblemType.NOT_FOUND);
        }
    }

    void remove(Caller.Staff caller, UUID consultId, String participantRef, CallContext context) {
        var room =
                changes.change(
                        requireReadable(caller, consultId),
                        change -> {
                            requireLead(change.session, caller, consultId);
                            var participant =
                                    consults.byRef(change.session, consultId, participantRef)
                                            .orElseThrow(
                                                    () -> ApiException.of(ProblemType.NOT_FOUND));
                            if (participant.roleInConsult.equals(Participant.LEAD)) {
                                throw ApiException.of(ProblemType.INVALID_TRANSITION);
                            }
                            if (participant.isWelcome()) {
                                participant.removedAt = change.now;
                                participant.updatedAt = change.now;
                                chat.remove(
                                        change.session,
                                        change.consult.conversationId,
                                        participant.ref);
                                if (participant.invitationId != null) {
                                    removal.removed(
                                            change.session, participant.invitationId, change.now);
                                }
                                audit.append(
                                        change.session,
                                        AuditEntry.of(
                                                caller,
                                                "participant.remove",
                                                "participant",
                                                participant.ref,
                                                context));
                            }
                            return change.consult.roomName;
                        });
        live.closeCallers(
                LiveHub.NOT_ALLOWED,
                c ->
                        c instanceof Caller.Guest guest
                                && guest.participantRef().equals(participantRef));
        // Somebody already gone is somebody removed.
        rooms.removeParticipant(room, participantRef);
    }

    AttendanceList attendanceOf(Caller.Staff caller, UUID consultId) {
        return database.call(
                session -> {
                    requireLead(session, caller, consultId);
                    return new AttendanceList(
                            consults.attendance(session, consultId).stream()
                                    .map(Attendance::view)
                                    .toList());
                });
    }

    /** What {@code joining} needs to know of a consult. */
    public record Facts(UUID id, UUID orgId, boolean running, String leadName, Instant openedAt) {}

    /** Facts of a consult the caller leads; 404 or 403 otherwise. */
    public Facts requireLed(EntityManager session, Caller.Staff caller, UUID consultId) {
        requireLead(session, caller, consultId);
        return facts(session, consultId);
    }

    public Facts facts(EntityManager session, UUID consultId) {
        var consult = session.find(Consult.class, consultId);
        var leadName =
                consults.participants(session, consultId).stream()
                        .filter(p -> p.roleInConsult.equals(Participant.LEAD))
                        .map(p -> p.displayName)
                        .findFirst()
                        .orElseThrow();
        return new Facts(
                consult.id, consult.orgId, consult.isRunning(), leadName, consult.openedAt);
    }

    /** A guest as {@code joining} knows them; {@code ticketHash} is that of their cookie. */
    public record Guest(
            UUID consultId,
            UUID invitationId,
            String displayName,
            @Nullable String relation,
            String role,
            String locale,
            byte[] ticketHash) {}

    /** A guest who is in, with their media token. */
    public record Admitted(Caller.Guest caller, UUID invitationId, MediaAccessView media) {}

    /** Adds a guest to a running consult. */
    public Admitted admit(EntityManager session, Guest guest, String mediaUrl) {
        var consult = session.find(Consult.class, guest.consultId());
        var participant = new Participant();
        participant.kind = "guest";
        participant.invitationId = guest.invitationId();
        participant.displayName = guest.displayName();
        participant.relation = guest.relation();
        participant.roleInConsult = guest.role();
        participant.locale = guest.locale();
        participant.ticketHash = guest.ticketHash();
        add(session, consult, participant);
        return admitted(consult, participant, mediaUrl);
    }

    /** What the cookie of a guest stands for: the invitation they came by, and whether removed. */
    public record Ticket(UUID invitationId, boolean welcome) {}

    public Optional<Ticket> ticket(EntityManager session, byte[] ticketHash) {
        return consults.byTicket(session, ticketHash)
                .map(p -> new Ticket(Objects.requireNonNull(p.invitationId), p.isWelcome()));
    }

    /**
     * Lets the guest of a cookie in again, under a new name if one is given; empty when they are
     * not welcome any more.
     */
    public Optional<Admitted> readmit(
            EntityManager session,
            byte[] ticketHash,
            @Nullable String displayName,
            @Nullable String relation,
            String mediaUrl) {
        return consults.byTicket(session, ticketHash)
                .filter(Participant::isWelcome)
                .map(
                        participant -> {
                            var consult = session.find(Consult.class, participant.consultId);
                            if (displayName != null) {
                                participant.displayName = displayName;
                                participant.relation =
                                        relation == null ? participant.relation : relation;
                                participant.updatedAt = now();
                                chat.put(
                                        session,
                                        consult.orgId,
                                        consult.conversationId,
                                        member(participant));
                            }
                            return admitted(consult, participant, mediaUrl);
                        });
    }

    private Admitted admitted(Consult consult, Participant participant, String mediaUrl) {
        return new Admitted(
                new Caller.Guest(consult.orgId, consult.id, participant.ref),
                Objects.requireNonNull(participant.invitationId),
                mediaAccess(consult, participant, mediaUrl));
    }

    /** The newest running consults somebody leads, for demonstrations. */
    public List<UUID> runningOf(EntityManager session, Caller.Staff caller) {
        return consults.ledBy(session, caller, null, 100).stream()
                .filter(Consult::isRunning)
                .map(consult -> consult.id)
                .toList();
    }

    /**
     * Forgets which webhooks were applied long ago; their sender gave up repeating them within
     * minutes.
     */
    public int sweep(Instant now) {
        return database.call(
                session ->
                        session.createNativeQuery(
                                        "delete from media_event where received_at < :before")
                                .setParameter("before", now.minus(Duration.ofDays(30)))
                                .executeUpdate());
    }

    /** Whether a guest's access still stands: not removed, consult not over. */
    public boolean isValid(Caller.Guest guest) {
        return database.call(
                session ->
                        consults.own(session, guest, guest.consultId()).isPresent()
                                && session.find(Consult.class, guest.consultId()).isRunning());
    }
}
