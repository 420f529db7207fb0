package org.consilium.control.identity;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.consilium.control.audit.AuditEntry;
import org.consilium.control.audit.AuditLog;
import org.consilium.control.db.Database;
import org.consilium.control.db.UuidV7;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Paging;
import org.consilium.control.http.ProblemType;
import org.consilium.control.http.Role;
import org.consilium.control.http.Secrets;
import org.jspecify.annotations.Nullable;

/** Rules about accounts. Thread-safe. */
public final class UserService {
    private static final Duration BOOTSTRAP_LIFE = Duration.ofHours(24);
    private static final Duration SET_PASSWORD_LIFE = Duration.ofDays(7);

    /** Wrong passwords in a row before the account rests; see {@link #LOCK}. */
    private static final int MAX_FAILED_LOGINS = 10;

    /** Temporary, so that nobody is kept out for ever by a stranger's guesses. */
    private static final Duration LOCK = Duration.ofMinutes(15);

    private static final Set<String> LOCALES = Set.of("fr", "en");
    private static final Set<String> ROLES = Set.of(Role.DOCTOR.wireName(), Role.ADMIN.wireName());

    private final Database database;
    private final UserRepository users = new UserRepository();
    private final Passwords passwords;
    private final AuditLog audit;
    private final InstantSource clock;

    public UserService(
            Database database, Passwords passwords, AuditLog audit, InstantSource clock) {
        this.database = database;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
    }

    /** The entities of this package, for opening the database. */
    public static List<Class<?>> entities() {
        return List.of(Organisation.class, UserAccount.class, Credential.class, OneTimeToken.class);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The organisation of this installation, made at first start. */
    public OrganisationFacts organisation(String name, String locale, String timeZone) {
        return database.call(
                session -> {
                    var organisation =
                            users.organisation(session)
                                    .orElseGet(
                                            () -> {
                                                var now = now();
                                                var made = new Organisation();
                                                made.id = UuidV7.at(now);
                                                made.name = name;
                                                made.slug = "main";
                                                made.defaultLocale = locale;
                                                made.timeZone = timeZone;
                                                made.createdAt = now;
                                                made.updatedAt = now;
                                                session.persist(made);
                                                return made;
                                            });
                    return new OrganisationFacts(
                            organisation.id, organisation.name, organisation.defaultLocale);
                });
    }

    public boolean needsFirstAdministrator(UUID orgId) {
        return database.call(session -> !users.hasAdministrator(session, orgId));
    }

    /** A new bootstrap token; earlier ones no longer work. Empty once there is an administrator. */
    public Optional<String> bootstrapToken(UUID orgId) {
        return database.call(
                session ->
                        users.hasAdministrator(session, orgId)
                                ? Optional.empty()
                                : Optional.of(
                                        issueToken(
                                                        session,
                                                        orgId,
                                                        OneTimeToken.BOOTSTRAP,
                                                        null,
                                                        BOOTSTRAP_LIFE)
                                                .secret()));
    }

    private record IssuedToken(String secret, Instant expiresAt) {}

    private IssuedToken issueToken(
            EntityManager session,
            UUID orgId,
            String purpose,
            @Nullable UUID userId,
            Duration life) {
        var now = now();
        users.closeOpenTokens(session, orgId, purpose, userId, now);
        var secret = Secrets.random();
        var token = new OneTimeToken();
        token.id = UuidV7.at(now);
        token.orgId = orgId;
        token.purpose = purpose;
        token.userId = userId;
        token.tokenHash = Secrets.digest(secret);
        token.expiresAt = now.plus(life);
        token.createdAt = now;
        session.persist(token);
        return new IssuedToken(secret, token.expiresAt);
    }

    /** Makes the first administrator; the token works once and only while there is none. */
    public UserView bootstrap(
            UUID orgId,
            @Nullable String token,
            @Nullable String email,
            @Nullable String password,
            @Nullable String displayName,
            CallContext context) {
        var checks = new Checks();
        var secret = checks.opaque("/token", token, 100);
        var address = email(checks, email);
        var name = checks.line("/display_name", displayName, 80);
        var chosen = newPassword(checks, password, words(name, address.normal()));
        checks.done();
        var hash = passwords.hash(chosen);
        return database.call(
                session -> {
                    var used =
                            users.consume(
                                    session, OneTimeToken.BOOTSTRAP, Secrets.digest(secret), now());
                    if (used.isEmpty() || users.hasAdministrator(session, orgId)) {
                        throw ApiException.of(ProblemType.GONE);
                    }
                    var user =
                            persist(session, orgId, address, name, Role.ADMIN, "fr", "bootstrap");
                    user.status = UserAccount.ACTIVE;
                    storePassword(session, user, hash);
                    audit.append(
                            session,
                            new AuditEntry(
                                    orgId,
                                    "user:" + user.id,
                                    "admin",
                                    "account.bootstrap",
                                    "user",
                                    user.id.toString(),
                                    AuditEntry.Outcome.SUCCESS,
                                    context));
                    return user.view();
                });
    }

    /** Creates an account in the caller's transaction. */
    CreatedUserView create(
            EntityManager session,
            Caller.Staff caller,
            CreateUserRequest request,
            String baseUrl,
            CallContext context) {
        var checks = new Checks();
        var address = email(checks, request.email());
        var name = checks.line("/display_name", request.displayName(), 80);
        var role = checks.oneOf("/role", request.role(), ROLES);
        var locale =
                request.locale() == null
                        ? "fr"
                        : checks.oneOf("/locale", request.locale(), LOCALES);
        checks.done();
        if (users.byEmail(session, caller.orgId(), address.normal()).isPresent()) {
            throw ApiException.invalid("/email", "taken");
        }
        var user =
                persist(
                        session,
                        caller.orgId(),
                        address,
                        name,
                        Role.of(role).orElseThrow(),
                        locale,
                        caller.principal());
        session.flush();
        var token =
                issueToken(
                        session,
                        caller.orgId(),
                        OneTimeToken.SET_PASSWORD,
                        user.id,
                        SET_PASSWORD_LIFE);
        audit.append(session, AuditEntry.of(caller, "account.create", "user", user.id, context));
        return new CreatedUserView(
                user.view(),
                baseUrl + "/set-password#" + token.secret(),
                token.secret(),
                token.expiresAt());
    }

    /** Sets the password of an invited account with its one-time token and makes it usable. */
    public UserView setPassword(
            @Nullable String token, @Nullable String password, CallContext context) {
        var checks = new Checks();
        var secret = checks.opaque("/token", token, 100);
        var chosen = newPassword(checks, password, List.of());
        checks.done();
        var hash = passwords.hash(chosen);
        return database.call(
                session -> {
                    var used =
                            users.consume(
                                            session,
                                            OneTimeToken.SET_PASSWORD,
                                            Secrets.digest(secret),
                                            now())
                                    .orElseThrow(() -> ApiException.of(ProblemType.GONE));
                    var user = session.find(UserAccount.class, used.userId);
                    if (user == null
                            || !Set.of(UserAccount.PENDING, UserAccount.ACTIVE)
                                    .contains(user.status)) {
                        throw ApiException.of(ProblemType.GONE);
                    }
                    var weakness =
                            passwords.weakness(chosen, words(user.displayName, user.emailNorm));
                    if (weakness != null) {
                        throw ApiException.invalid("/password", weakness);
                    }
                    user.status = UserAccount.ACTIVE;
                    user.failedLogins = 0;
                    user.lockedUntil = null;
                    user.updatedAt = now();
                    storePassword(session, user, hash);
                    audit.append(
                            session,
                            new AuditEntry(
                                    user.orgId,
                                    "user:" + user.id,
                                    user.primaryRole,
                                    "account.set_password",
                                    "user",
                                    user.id.toString(),
                                    AuditEntry.Outcome.SUCCESS,
                                    context));
                    return user.view();
                });
    }

    /**
     * An account that is usable at once, for demonstration data; does nothing when the address is
     * taken.
     */
    public UserView ensureDemoAccount(
            UUID orgId, String email, String displayName, Role role, String password) {
        var address = EmailAddress.parse(email).orElseThrow();
        var existing =
                database.call(
                        session ->
                                users.byEmail(session, orgId, address.normal())
                                        .map(UserAccount::view));
        if (existing.isPresent()) {
            return existing.get();
        }
        var hash = passwords.hash(password);
        return database.call(
                session -> {
                    var user = persist(session, orgId, address, displayName, role, "fr", "demo");
                    user.status = UserAccount.ACTIVE;
                    storePassword(session, user, hash);
                    return user.view();
                });
    }

    UserPage page(UUID orgId, int limit, @Nullable String cursor) {
        String afterName = null;
        UUID afterId = null;
        if (cursor != null) {
            var position = Paging.position(cursor);
            var id = position.length() < 37 ? null : Checks.uuid(position.substring(0, 36));
            if (id == null || position.indexOf('\0') >= 0) {
                throw ApiException.of(ProblemType.BAD_REQUEST);
            }
            afterId = id;
            afterName = position.substring(36);
        }
        var name = afterName;
        var id = afterId;
        return database.call(
                session -> {
                    var found = users.page(session, orgId, name, id, limit + 1);
                    var items = new ArrayList<UserView>();
                    for (var user : found.subList(0, Math.min(limit, found.size()))) {
                        items.add(user.view());
                    }
                    var last = items.isEmpty() ? null : items.getLast();
                    return new UserPage(
                            items,
                            found.size() > limit && last != null
                                    ? Paging.cursor(last.id() + last.displayName())
                                    : null);
                });
    }

    public Optional<UserView> find(EntityManager session, UUID orgId, UUID userId) {
        return users.byId(session, orgId, userId).map(UserAccount::view);
    }

    /** Whether the account exists, may be used, and has this role. */
    public boolean isUsable(EntityManager session, UUID orgId, UUID userId, Role role) {
        return users.byId(session, orgId, userId)
                .filter(user -> user.status.equals(UserAccount.ACTIVE))
                .filter(user -> user.primaryRole.equals(role.wireName()))
                .isPresent();
    }

    /**
     * The form under which attempts on an address are counted, whether or not there is such an
     * account.
     */
    public static String attemptKey(String email) {
        return EmailAddress.parse(email).map(EmailAddress::normal).orElse("invalid");
    }

    /**
     * Checks e-mail and password, counting failures on the account. Takes the same time and gives
     * the same answer for an unknown account, a wrong password and an account that is locked or not
     * active.
     */
    public Optional<UserView> verify(
            UUID orgId, String email, String password, CallContext context) {
        record Found(UUID userId, @Nullable String hash) {}
        var address = EmailAddress.parse(email);
        var found =
                address.flatMap(
                        a ->
                                database.call(
                                        session ->
                                                users.byEmail(session, orgId, a.normal())
                                                        .map(
                                                                user ->
                                                                        new Found(
                                                                                user.id,
                                                                                users.password(
                                                                                                session,
                                                                                                user.id)
                                                                                        .map(
                                                                                                c ->
                                                                                                        c.hash)
                                                                                        .orElse(
                                                                                                null)))));
        // Outside the transaction: 50 ms of work would hold a connection.
        var right = passwords.matches(password, found.map(Found::hash).orElse(null));
        return database.call(
                session -> {
                    var user = found.flatMap(f -> users.byId(session, orgId, f.userId()));
                    if (user.isEmpty()) {
                        auditSignIn(session, orgId, "unknown", "none", false, context);
                        return Optional.empty();
                    }
                    return attempt(session, user.get(), right, context);
                });
    }

    private Optional<UserView> attempt(
            EntityManager session, UserAccount user, boolean right, CallContext context) {
        // Not locked as it was read: where two attempts meet, the second would fail for its
        // version,
        // and an answer that only accounts get tells that there is one.
        session.refresh(user, jakarta.persistence.LockModeType.PESSIMISTIC_WRITE);
        var now = now();
        var locked = user.lockedUntil != null && user.lockedUntil.isAfter(now);
        var accepted = right && !locked && user.status.equals(UserAccount.ACTIVE);
        if (accepted) {
            user.failedLogins = 0;
            user.lockedUntil = null;
            user.lastLoginAt = now;
        } else if (!locked && ++user.failedLogins >= MAX_FAILED_LOGINS) {
            user.lockedUntil = now.plus(LOCK);
            user.failedLogins = 0;
        }
        user.updatedAt = now;
        auditSignIn(session, user.orgId, "user:" + user.id, user.primaryRole, accepted, context);
        return accepted ? Optional.of(user.view()) : Optional.empty();
    }

    private void auditSignIn(
            EntityManager session,
            UUID orgId,
            String actor,
            String role,
            boolean accepted,
            CallContext context) {
        audit.append(
                session,
                new AuditEntry(
                        orgId,
                        actor,
                        role,
                        "sign_in",
                        "user",
                        actor,
                        accepted ? AuditEntry.Outcome.SUCCESS : AuditEntry.Outcome.DENIED,
                        context));
    }

    private static EmailAddress email(Checks checks, @Nullable String value) {
        var text = checks.line("/email", value, 254);
        return EmailAddress.parse(text)
                .orElseGet(
                        () -> {
                            if (!text.isEmpty()) {
                                checks.reject("/email", "bad_format");
                            }
                            return new EmailAddress("", "");
                        });
    }

    /** What a password must not be made of. */
    private static List<String> words(String name, String email) {
        return Pattern.compile("[^\\p{L}\\p{N}]+")
                .splitAsStream((name + " " + email).toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private String newPassword(Checks checks, @Nullable String value, List<String> personal) {
        var password = checks.opaque("/password", value, 200);
        if (!password.isEmpty()) {
            var weakness = passwords.weakness(password, personal);
            if (weakness != null) {
                checks.reject("/password", weakness);
            }
        }
        return password;
    }

    private UserAccount persist(
            EntityManager session,
            UUID orgId,
            EmailAddress address,
            String name,
            Role role,
            String locale,
            String createdBy) {
        var now = now();
        var user = new UserAccount();
        user.id = UuidV7.at(now);
        user.orgId = orgId;
        user.email = address.typed();
        user.emailNorm = address.normal();
        user.displayName = name;
        user.locale = locale;
        user.status = UserAccount.PENDING;
        user.primaryRole = role.wireName();
        user.createdAt = now;
        user.updatedAt = now;
        user.createdBy = createdBy;
        session.persist(user);
        return user;
    }

    private void storePassword(EntityManager session, UserAccount user, String hash) {
        var now = now();
        session.flush();
        var credential = users.password(session, user.id).orElse(null);
        if (credential == null) {
            credential = new Credential();
            credential.id = UuidV7.at(now);
            credential.orgId = user.orgId;
            credential.userId = user.id;
            credential.kind = "password";
            credential.createdAt = now;
            credential.hash = hash;
            credential.changedAt = now;
            credential.updatedAt = now;
            session.persist(credential);
            return;
        }
        credential.hash = hash;
        credential.changedAt = now;
        credential.updatedAt = now;
    }
}
