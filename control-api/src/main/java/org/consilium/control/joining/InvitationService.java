package org.consilium.control.joining;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consilium.control.audit.AuditEntry;
import org.consilium.control.audit.AuditLog;
import org.consilium.control.consults.ConsultService;
import org.consilium.control.db.Database;
import org.consilium.control.db.UuidV7;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.Secrets;

/** Rules of invitations. Thread-safe. */
public final class InvitationService {
    private static final Set<String> ROLES =
            Set.of("patient", "relative", "guardian", "interpreter", "expert", "observer");
    private static final Set<String> LOCALES = Set.of("fr", "en");
    private static final int MAX_PER_CONSULT = 100;
    private static final int MAX_USES = 5;
    private static final int MAX_DEMO_USES = 1_000;
    private static final int DAY_MINUTES = 24 * 60;

    private final Database database;
    private final ConsultService consults;
    private final AuditLog audit;
    private final InstantSource clock;

    public InvitationService(
            Database database, ConsultService consults, AuditLog audit, InstantSource clock) {
        this.database = database;
        this.consults = consults;
        this.audit = audit;
        this.clock = clock;
    }

    public static List<Class<?>> entities() {
        return List.of(Invitation.class);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Creates an invitation in the caller's transaction. */
    CreatedInvitationView create(
            EntityManager session,
            Caller.Staff caller,
            UUID consultId,
            CreateInvitationRequest request,
            String baseUrl,
            CallContext context) {
        var checks = new Checks();
        var role = checks.oneOf("/role_in_consult", request.roleInConsult(), ROLES);
        var name = checks.optionalLine("/name", request.name(), 80);
        var relation = checks.optionalLine("/relation", request.relation(), 40);
        var locale =
                request.locale() == null
                        ? "fr"
                        : checks.oneOf("/locale", request.locale(), LOCALES);
        var maxUses = checks.range("/max_uses", request.maxUses(), 3, 1, MAX_USES);
        var minutes =
                checks.range(
                        "/expires_in_minutes",
                        request.expiresInMinutes(),
                        DAY_MINUTES,
                        5,
                        DAY_MINUTES);
        var consult = consults.requireLed(session, caller, consultId);
        checks.done();
        if (!consult.running()) {
            throw ApiException.of(ProblemType.INVALID_TRANSITION);
        }
        if (ofConsult(session, consultId).size() >= MAX_PER_CONSULT) {
            throw ApiException.of(ProblemType.CONFLICT);
        }
        var invitation = new Invitation();
        invitation.roleInConsult = role;
        invitation.name = name;
        invitation.relation = relation;
        invitation.locale = locale;
        invitation.maxUses = maxUses;
        var secret = Secrets.random();
        persist(session, caller, consult, invitation, secret, Duration.ofMinutes(minutes));
        audit.append(
                session,
                AuditEntry.of(caller, "invitation.create", "invitation", invitation.id, context));
        return new CreatedInvitationView(invitation.view(now()), link(baseUrl, secret));
    }

    /**
     * The link for people: the secret is in the fragment, so no server log or referrer ever sees
     * it.
     */
    static String link(String baseUrl, String secret) {
        return baseUrl + "/j#" + secret;
    }

    /**
     * A link for demonstrations, with a secret of the caller's choice, which many people may use.
     * As experts, because of all guests only they and interpreters may also show a screen: one link
     * lets try everything a guest can do.
     */
    public void createDemo(
            EntityManager session, Caller.Staff caller, UUID consultId, String secret) {
        var invitation = new Invitation();
        invitation.roleInConsult = "expert";
        invitation.locale = "fr";
        invitation.maxUses = MAX_DEMO_USES;
        persist(
                session,
                caller,
                consults.requireLed(session, caller, consultId),
                invitation,
                secret,
                Duration.ofDays(30));
    }

    /**
     * A personal link does not let in again, in another browser, whom the lead took out. The
     * demonstration's belongs to everybody: there only the cookie says who was removed.
     */
    public static void guestRemoved(EntityManager session, UUID invitationId, Instant now) {
        var invitation =
                session.find(Invitation.class, invitationId, LockModeType.PESSIMISTIC_WRITE);
        if (invitation.maxUses <= MAX_USES && invitation.revokedAt == null) {
            invitation.revokedAt = now;
            invitation.updatedAt = now;
        }
    }

    /** Whether somebody new may still enter by the link of this secret. */
    public boolean isUsable(EntityManager session, String secret) {
        return session.createQuery("from Invitation where tokenHash = :hash", Invitation.class)
                .setParameter("hash", Secrets.digest(secret))
                .getResultStream()
                .anyMatch(invitation -> invitation.state(now()).equals("usable"));
    }

    private void persist(
            EntityManager session,
            Caller.Staff caller,
            ConsultService.Facts consult,
            Invitation invitation,
            String secret,
            Duration life) {
        var now = now();
        invitation.id = UuidV7.at(now);
        invitation.orgId = consult.orgId();
        invitation.consultId = consult.id();
        invitation.tokenHash = Secrets.digest(secret);
        invitation.expiresAt = now.plus(life);
        invitation.createdAt = now;
        invitation.updatedAt = now;
        invitation.createdBy = caller.principal();
        session.persist(invitation);
    }

    InvitationList list(Caller.Staff caller, UUID consultId) {
        return database.call(
                session -> {
                    consults.requireLed(session, caller, consultId);
                    return new InvitationList(
                            ofConsult(session, consultId).stream()
                                    .map(invitation -> invitation.view(now()))
                                    .toList());
                });
    }

    InvitationView revoke(
            Caller.Staff caller, UUID consultId, UUID invitationId, CallContext context) {
        return database.call(
                session -> {
                    consults.requireLed(session, caller, consultId);
                    var invitation =
                            Optional.ofNullable(
                                            session.find(
                                                    Invitation.class,
                                                    invitationId,
                                                    LockModeType.PESSIMISTIC_WRITE))
                                    .filter(i -> i.consultId.equals(consultId))
                                    .orElseThrow(() -> ApiException.of(ProblemType.NOT_FOUND));
                    if (invitation.revokedAt == null) {
                        invitation.revokedAt = now();
                        invitation.updatedAt = now();
                        audit.append(
                                session,
                                AuditEntry.of(
                                        caller,
                                        "invitation.revoke",
                                        "invitation",
                                        invitation.id,
                                        context));
                    }
                    return invitation.view(now());
                });
    }

    private static List<Invitation> ofConsult(EntityManager session, UUID consultId) {
        return session.createQuery(
                        "from Invitation where consultId = :consult order by id desc",
                        Invitation.class)
                .setParameter("consult", consultId)
                .getResultList();
    }
}
