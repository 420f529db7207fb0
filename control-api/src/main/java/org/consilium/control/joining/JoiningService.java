package org.consilium.control.joining;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.consilium.control.audit.AuditEntry;
import org.consilium.control.audit.AuditLog;
import org.consilium.control.consults.ConsultService;
import org.consilium.control.consults.ConsultService.Admitted;
import org.consilium.control.db.Database;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Checks;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.Secrets;
import org.consilium.control.http.TokenBuckets;
import org.consilium.control.identity.OrganisationFacts;
import org.consilium.control.login.AccessTokens;
import org.jspecify.annotations.Nullable;

/**
 * The way in by link. Thread-safe.
 *
 * <p>Whatever is wrong with a link gets one same answer, so that guessing teaches nothing, and
 * wrong ones are counted per address.
 */
public final class JoiningService {
    /** A guest and their cookie. */
    record Entered(EnteredView view, String ticket) {}

    private final Database database;
    private final OrganisationFacts organisation;
    private final ConsultService consults;
    private final AccessTokens accessTokens;
    private final AuditLog audit;
    private final TokenBuckets wrongLinks;
    private final InstantSource clock;

    public JoiningService(
            Database database,
            OrganisationFacts organisation,
            ConsultService consults,
            AccessTokens accessTokens,
            AuditLog audit,
            TokenBuckets wrongLinks,
            InstantSource clock) {
        this.database = database;
        this.organisation = organisation;
        this.consults = consults;
        this.accessTokens = accessTokens;
        this.audit = audit;
        this.wrongLinks = wrongLinks;
        this.clock = clock;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    LookupView lookUp(LookupRequest request, @Nullable String ticket, CallContext context) {
        var checks = new Checks();
        var secret = checks.opaque("/secret", request.secret(), 100);
        checks.done();
        wrongLinks.require(context.address());
        var view =
                database.call(
                        session -> {
                            var invitation =
                                    find(session, secret, LockModeType.NONE)
                                            .orElseThrow(() -> ApiException.of(ProblemType.GONE));
                            var known = isKnown(session, invitation, ticket);
                            var consult = requireOpen(session, invitation, known);
                            return new LookupView(
                                    organisation.name(),
                                    consult.leadName(),
                                    // Neutral: what the clinician typed may be about an illness.
                                    "Consultation",
                                    invitation.locale,
                                    invitation.roleInConsult,
                                    invitation.name,
                                    invitation.relation,
                                    consult.openedAt(),
                                    known);
                        });
        wrongLinks.giveBack(context.address());
        return view;
    }

    Entered enter(
            EnterRequest request, @Nullable String ticket, String mediaUrl, CallContext context) {
        var checks = new Checks();
        var secret = checks.opaque("/secret", request.secret(), 100);
        var name = checks.line("/name", request.name(), 80);
        var relation = checks.optionalLine("/relation", request.relation(), 40);
        checks.done();
        wrongLinks.require(context.address());
        var entered =
                database.call(
                        session -> {
                            var invitation =
                                    find(session, secret, LockModeType.PESSIMISTIC_WRITE)
                                            .orElseThrow(() -> ApiException.of(ProblemType.GONE));
                            var known = isKnown(session, invitation, ticket);
                            requireOpen(session, invitation, known);
                            return known && ticket != null
                                    ? again(session, ticket, name, relation, mediaUrl)
                                    : first(session, invitation, name, relation, mediaUrl, context);
                        });
        wrongLinks.giveBack(context.address());
        return entered;
    }

    private Entered first(
            EntityManager session,
            Invitation invitation,
            String name,
            @Nullable String relation,
            String mediaUrl,
            CallContext context) {
        invitation.usedCount++;
        invitation.updatedAt = now();
        session.flush();
        var ticket = Secrets.random();
        var admitted =
                consults.admit(
                        session,
                        new ConsultService.Guest(
                                invitation.consultId,
                                invitation.id,
                                name,
                                relation == null ? invitation.relation : relation,
                                invitation.roleInConsult,
                                invitation.locale,
                                Secrets.digest(ticket)),
                        mediaUrl);
        audit.append(
                session,
                AuditEntry.of(
                        admitted.caller(),
                        "consult.enter",
                        "consult",
                        invitation.consultId,
                        context));
        return entered(admitted, ticket);
    }

    private Entered again(
            EntityManager session,
            String ticket,
            String name,
            @Nullable String relation,
            String mediaUrl) {
        return consults.readmit(session, Secrets.digest(ticket), name, relation, mediaUrl)
                .map(admitted -> entered(admitted, ticket))
                .orElseThrow(() -> ApiException.of(ProblemType.GONE));
    }

    /** New tokens for the guest of a cookie. */
    Entered refresh(@Nullable String ticket, String mediaUrl) {
        if (ticket == null || ticket.length() > 100) {
            throw ApiException.of(ProblemType.UNAUTHENTICATED);
        }
        var hash = Secrets.digest(ticket);
        return database.call(
                session -> {
                    consults.ticket(session, hash).ifPresent(JoiningService::requireWelcome);
                    return consults.readmit(session, hash, null, null, mediaUrl)
                            .map(admitted -> entered(admitted, ticket))
                            .orElseThrow(() -> ApiException.of(ProblemType.UNAUTHENTICATED));
                });
    }

    private Entered entered(Admitted admitted, String ticket) {
        return new Entered(
                new EnteredView(
                        accessTokens.mint(admitted.caller()),
                        AccessTokens.LIFE.toSeconds(),
                        admitted.media()),
                ticket);
    }

    private static Optional<Invitation> find(
            EntityManager session, String secret, LockModeType lock) {
        return session.createQuery("from Invitation where tokenHash = :hash", Invitation.class)
                .setParameter("hash", Secrets.digest(secret))
                .setLockMode(lock)
                .getResultStream()
                .findFirst();
    }

    /** Whether this browser came in by this link before; it learns when it was removed. */
    private boolean isKnown(EntityManager session, Invitation invitation, @Nullable String ticket) {
        if (ticket == null || ticket.length() > 100) {
            return false;
        }
        var known =
                consults.ticket(session, Secrets.digest(ticket))
                        .filter(t -> t.invitationId().equals(invitation.id));
        known.ifPresent(JoiningService::requireWelcome);
        return known.isPresent();
    }

    private static void requireWelcome(ConsultService.Ticket ticket) {
        if (!ticket.welcome()) {
            throw ApiException.of(ProblemType.FORBIDDEN);
        }
    }

    /**
     * Whom the link has let in before may come back also when it is used up or expired, but not
     * when it was revoked.
     */
    private ConsultService.Facts requireOpen(
            EntityManager session, Invitation invitation, boolean known) {
        var state = invitation.state(now());
        var consult = consults.facts(session, invitation.consultId);
        if (!consult.running() || state.equals("revoked") || (!known && !state.equals("usable"))) {
            throw ApiException.of(ProblemType.GONE);
        }
        return consult;
    }
}
