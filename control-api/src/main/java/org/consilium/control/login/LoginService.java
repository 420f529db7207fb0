package org.consilium.control.login;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consilium.control.db.Database;
import org.consilium.control.db.UuidV7;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.Role;
import org.consilium.control.http.Secrets;
import org.consilium.control.http.TokenBuckets;
import org.consilium.control.identity.OrganisationFacts;
import org.consilium.control.identity.UserService;
import org.consilium.control.identity.UserView;
import org.consilium.control.live.LiveHub;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in, refresh and sign-out.
 *
 * <p>The refresh token rotates at each use. The successor is derived from the token presented and a
 * server key, so that two tabs racing with the same token get the same successor although only
 * digests are stored; an older token is a stolen one and ends the family. Thread-safe.
 */
public final class LoginService {
    /** domain.md: refresh 12 h for staff. */
    static final Duration SESSION_LIFE = Duration.ofHours(12);

    /** How long the directly preceding token still gets the same successor. */
    private static final Duration TWO_TABS = Duration.ofSeconds(10);

    private static final String LABEL = "refresh-token";

    /** Tokens for the body and for the cookie. */
    record Tokens(SignedInView view, String refresh, Duration refreshLife) {}

    private final Database database;
    private final OrganisationFacts organisation;
    private final UserService users;
    private final AccessTokens accessTokens;
    private final Secrets secrets;
    private final LiveHub live;
    private final SignInLimits limits;
    private final InstantSource clock;

    public LoginService(
            Database database,
            OrganisationFacts organisation,
            UserService users,
            AccessTokens accessTokens,
            Secrets secrets,
            LiveHub live,
            SignInLimits limits,
            InstantSource clock) {
        this.database = database;
        this.organisation = organisation;
        this.users = users;
        this.accessTokens = accessTokens;
        this.secrets = secrets;
        this.live = live;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Attempts on one account and from one address; what succeeds is given back, so that only
     * failures count.
     */
    public record SignInLimits(
            TokenBuckets accountPerMinute, TokenBuckets accountPerHour, TokenBuckets address) {}

    public static List<Class<?>> entities() {
        return List.of(SignIn.class);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    InstallationView installation() {
        return new InstallationView(
                organisation.name(),
                organisation.defaultLocale(),
                users.needsFirstAdministrator(organisation.id()));
    }

    Tokens bootstrap(BootstrapRequest request, CallContext context) {
        limits.address().require(context.address());
        var user =
                users.bootstrap(
                        organisation.id(),
                        request.token(),
                        request.email(),
                        request.password(),
                        request.displayName(),
                        context);
        limits.address().giveBack(context.address());
        return signIn(user);
    }

    Tokens setPassword(SetPasswordRequest request, CallContext context) {
        limits.address().require(context.address());
        var user = users.setPassword(request.token(), request.password(), context);
        limits.address().giveBack(context.address());
        database.run(session -> revokeAll(session, user.id()));
        live.closeCallers(LiveHub.NOT_SIGNED_IN, caller -> isUser(caller, user.id()));
        return signIn(user);
    }

    Tokens login(LoginRequest request, CallContext context) {
        var checks = new Checks();
        var email = checks.opaque("/email", request.email(), 254);
        var password = checks.opaque("/password", request.password(), 200);
        checks.done();
        var account = UserService.attemptKey(email);
        limits.address().require(context.address());
        limits.accountPerMinute().require(account);
        limits.accountPerHour().require(account);
        var user =
                users.verify(organisation.id(), email, password, context)
                        .orElseThrow(() -> ApiException.of(ProblemType.UNAUTHENTICATED));
        limits.address().giveBack(context.address());
        limits.accountPerMinute().giveBack(account);
        limits.accountPerHour().giveBack(account);
        return signIn(user);
    }

    private Tokens signIn(UserView user) {
        var now = now();
        var refresh = Secrets.random();
        var familyId = UuidV7.at(now);
        var expires = now.plus(SESSION_LIFE);
        database.run(session -> persist(session, user.id(), familyId, refresh, now, expires));
        return tokens(user, familyId, refresh, SESSION_LIFE);
    }

    private void persist(
            EntityManager session,
            UUID userId,
            UUID familyId,
            String refresh,
            Instant now,
            Instant expires) {
        var signIn = new SignIn();
        signIn.id = UuidV7.at(now);
        signIn.orgId = organisation.id();
        signIn.userId = userId;
        signIn.familyId = familyId;
        signIn.refreshHash = Secrets.digest(refresh);
        signIn.issuedAt = now;
        signIn.expiresAt = expires;
        session.persist(signIn);
    }

    private Tokens tokens(UserView user, UUID familyId, String refresh, Duration refreshLife) {
        var caller =
                new Caller.Staff(
                        organisation.id(), user.id(), Role.of(user.role()).orElseThrow(), familyId);
        return new Tokens(
                new SignedInView(accessTokens.mint(caller), AccessTokens.LIFE.toSeconds(), user),
                refresh,
                refreshLife);
    }

    /** What became of a presented refresh token. */
    private sealed interface Refreshed {
        record Accepted(UserView user, UUID familyId, Duration left) implements Refreshed {}

        record Reused(UUID familyId) implements Refreshed {}

        record Refused() implements Refreshed {}
    }

    Tokens refresh(@Nullable String presented) {
        if (presented == null || presented.length() > 100) {
            throw ApiException.of(ProblemType.UNAUTHENTICATED);
        }
        var successor = secrets.derive(LABEL, presented);
        // The transaction must commit also where the answer is no: reuse revokes the family.
        return switch (database.call(session -> rotate(session, presented, successor))) {
            case Refreshed.Accepted accepted ->
                    tokens(accepted.user(), accepted.familyId(), successor, accepted.left());
            case Refreshed.Reused reused -> {
                closeFamily(reused.familyId());
                throw ApiException.of(ProblemType.UNAUTHENTICATED);
            }
            case Refreshed.Refused ignored -> throw ApiException.of(ProblemType.UNAUTHENTICATED);
        };
    }

    private Refreshed rotate(EntityManager session, String presented, String successor) {
        var now = now();
        var signIn = byToken(session, presented).orElse(null);
        if (signIn == null || signIn.revokedAt != null || !signIn.expiresAt.isAfter(now)) {
            return new Refreshed.Refused();
        }
        if (signIn.rotatedAt == null) {
            signIn.rotatedAt = now;
            persist(session, signIn.userId, signIn.familyId, successor, now, signIn.expiresAt);
        } else {
            var next = byToken(session, successor).orElse(null);
            var directlyPreceding = next != null && next.rotatedAt == null;
            if (!directlyPreceding || signIn.rotatedAt.plus(TWO_TABS).isBefore(now)) {
                revokeFamily(session, signIn.familyId, "reused");
                return new Refreshed.Reused(signIn.familyId);
            }
        }
        return users.find(session, signIn.orgId, signIn.userId)
                .filter(user -> user.status().equals("active"))
                .<Refreshed>map(
                        user ->
                                new Refreshed.Accepted(
                                        user,
                                        signIn.familyId,
                                        Duration.between(now, signIn.expiresAt)))
                .orElseGet(Refreshed.Refused::new);
    }

    void logout(@Nullable String presented) {
        if (presented == null || presented.length() > 100) {
            return;
        }
        var family =
                database.call(
                        session -> {
                            var signIn = byToken(session, presented);
                            signIn.ifPresent(s -> revokeFamily(session, s.familyId, "signed_out"));
                            return signIn.map(s -> s.familyId);
                        });
        family.ifPresent(this::closeFamily);
    }

    private void closeFamily(UUID familyId) {
        live.closeCallers(
                LiveHub.NOT_SIGNED_IN,
                caller -> caller instanceof Caller.Staff s && s.familyId().equals(familyId));
    }

    private static boolean isUser(Caller caller, UUID userId) {
        return caller instanceof Caller.Staff staff && staff.userId().equals(userId);
    }

    UserView me(Caller.Staff caller) {
        return database.call(
                session ->
                        users.find(session, caller.orgId(), caller.userId())
                                .orElseThrow(() -> ApiException.of(ProblemType.UNAUTHENTICATED)));
    }

    /** Whether the sign-in a token came from still stands and the account still has its role. */
    public boolean isValid(Caller.Staff caller) {
        return database.call(
                session ->
                        users.isUsable(session, caller.orgId(), caller.userId(), caller.role())
                                && session.createQuery(
                                                        """
                                                        select count(s) from SignIn s where s.familyId = :family
                                                          and s.userId = :user and s.revokedAt is null and s.expiresAt > :now
                                                        """,
                                                        Long.class)
                                                .setParameter("family", caller.familyId())
                                                .setParameter("user", caller.userId())
                                                .setParameter("now", now())
                                                .getSingleResult()
                                        > 0);
    }

    private static Optional<SignIn> byToken(EntityManager session, String token) {
        return session.createQuery("from SignIn where refreshHash = :hash", SignIn.class)
                .setParameter("hash", Secrets.digest(token))
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    private void revokeFamily(EntityManager session, UUID familyId, String reason) {
        session.createQuery(
                        """
                        update SignIn set revokedAt = :now, revokeReason = :reason
                        where familyId = :family and revokedAt is null
                        """)
                .setParameter("now", now())
                .setParameter("reason", reason)
                .setParameter("family", familyId)
                .executeUpdate();
    }

    private void revokeAll(EntityManager session, UUID userId) {
        session.createQuery(
                        """
                        update SignIn set revokedAt = :now, revokeReason = 'password_changed'
                        where userId = :user and revokedAt is null
                        """)
                .setParameter("now", now())
                .setParameter("user", userId)
                .executeUpdate();
    }

    /** Forgets sign-ins long past. */
    public int sweep(Instant now) {
        return database.call(
                session ->
                        session.createQuery("delete from SignIn where expiresAt < :before")
                                .setParameter("before", now.minus(Duration.ofDays(1)))
                                .executeUpdate());
    }
}
