package org.consilium.control;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.consilium.control.audit.AuditLog;
import org.consilium.control.chat.ChatResource;
import org.consilium.control.chat.ChatService;
import org.consilium.control.consults.ConsultResource;
import org.consilium.control.consults.ConsultService;
import org.consilium.control.consults.MediaWebhookResource;
import org.consilium.control.consults.OpenConsultRequest;
import org.consilium.control.db.Database;
import org.consilium.control.http.Authenticator;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Idempotency;
import org.consilium.control.http.Origins;
import org.consilium.control.http.RestHandler;
import org.consilium.control.http.Role;
import org.consilium.control.http.Secrets;
import org.consilium.control.http.TokenBuckets;
import org.consilium.control.identity.OrganisationFacts;
import org.consilium.control.identity.Passwords;
import org.consilium.control.identity.UserResource;
import org.consilium.control.identity.UserService;
import org.consilium.control.identity.UserView;
import org.consilium.control.joining.InvitationResource;
import org.consilium.control.joining.InvitationService;
import org.consilium.control.joining.JoiningResource;
import org.consilium.control.joining.JoiningService;
import org.consilium.control.live.LiveHandler;
import org.consilium.control.live.LiveHub;
import org.consilium.control.live.LiveTickets;
import org.consilium.control.live.WsTicketResource;
import org.consilium.control.login.AccessTokens;
import org.consilium.control.login.LoginResource;
import org.consilium.control.login.LoginService;
import org.consilium.control.media.MediaAddress;
import org.consilium.control.media.MediaTokens;
import org.consilium.control.media.RoomServiceClient;
import org.consilium.control.media.WebhookVerifier;
import org.eclipse.jetty.server.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control API, composed by hand. Read this to know the program.
 *
 * <p>It owns no HTTP server: put {@link #webSocketHandler} and {@link #restHandler} into one, in
 * this order, on virtual threads. Close it after the server has stopped.
 */
public final class ControlApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlApi.class);

    private static final List<String> DEMO_DOCTORS =
            List.of("claire.martin@demo.example", "paul.nguyen@demo.example");
    private static final String DEMO_ADMIN = "admin@demo.example";
    private static final String DEMO_PASSWORD = "consilium demo 2026";

    private final Secrets secrets;
    private final Database database;
    private final OrganisationFacts organisation;
    private final UserService users;
    private final ConsultService consults;
    private final InvitationService invitations;
    private final LiveHub live;
    private final RoomServiceClient rooms;
    private final Handler restHandler;
    private final Handler webSocketHandler;
    private final ScheduledExecutorService sweeper;
    private final boolean proxied;

    private ControlApi(ControlApiConfig config, Database database, Secrets secrets) {
        InstantSource clock = InstantSource.system();
        LongSupplier nanoClock = System::nanoTime;
        this.secrets = secrets;
        this.database = database;
        this.proxied = config.publicBaseUrl() != null;

        var audit = new AuditLog(secrets, clock);
        users = new UserService(database, new Passwords(), audit, clock);
        organisation =
                users.organisation(
                        config.organisationName(), config.defaultLocale(), config.timeZone());

        var origins = new Origins(config.publicBaseUrl(), config.allowedOrigins());
        var idempotency = new Idempotency(database, secrets, clock);
        var accessTokens = new AccessTokens(secrets, clock);
        live = new LiveHub(config.liveLimits(), nanoClock);
        var tickets = new LiveTickets(nanoClock);

        var limits = config.requestLimits();
        var signInLimits =
                new LoginService.SignInLimits(
                        perMinute(5, nanoClock),
                        new TokenBuckets(20, Duration.ofMinutes(3), nanoClock),
                        perMinute(limits.signInsPerAddress(), nanoClock));
        var login =
                new LoginService(
                        database,
                        organisation,
                        users,
                        accessTokens,
                        secrets,
                        live,
                        signInLimits,
                        clock);

        var mediaTokens = new MediaTokens(config.media(), clock);
        rooms = new RoomServiceClient(config.media(), mediaTokens);
        var mediaAddress = new MediaAddress(config.media(), origins);
        var chat = new ChatService(database, live, clock);
        consults =
                new ConsultService(
                        database,
                        users,
                        chat,
                        live,
                        mediaTokens,
                        rooms,
                        InvitationService::guestRemoved,
                        audit,
                        clock);
        invitations = new InvitationService(database, consults, audit, clock);
        var joining =
                new JoiningService(
                        database,
                        organisation,
                        consults,
                        accessTokens,
                        audit,
                        perMinute(limits.wrongLinks(), nanoClock),
                        clock);

        Authenticator authenticator =
                token -> accessTokens.read(token).filter(caller -> isValid(login, caller));
        live.validateBy(caller -> isValid(login, caller));
        restHandler =
                new RestHandler(
                        List.of(
                                new LoginResource(login, origins),
                                new UserResource(users, idempotency, origins),
                                new ConsultResource(consults, idempotency, mediaAddress),
                                new InvitationResource(invitations, idempotency, origins),
                                new JoiningResource(joining, origins, mediaAddress),
                                new ChatResource(chat),
                                new WsTicketResource(tickets),
                                new MediaWebhookResource(
                                        consults, new WebhookVerifier(config.media(), clock))),
                        authenticator,
                        perMinute(limits.general(), nanoClock));
        webSocketHandler = new LiveHandler(live, tickets, origins);

        sweeper =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("api-sweeper").factory());
        var unused =
                sweeper.scheduleWithFixedDelay(
                        () -> sweep(idempotency, login, consults, clock), 10, 60, TimeUnit.MINUTES);
    }

    private static TokenBuckets perMinute(int count, LongSupplier nanoClock) {
        return new TokenBuckets(count, Duration.ofMinutes(1).dividedBy(count), nanoClock);
    }

    private boolean isValid(LoginService login, Caller caller) {
        return switch (caller) {
            case Caller.Staff staff -> login.isValid(staff);
            case Caller.Guest guest -> consults.isValid(guest);
        };
    }

    private static void sweep(
            Idempotency idempotency,
            LoginService login,
            ConsultService consults,
            InstantSource clock) {
        try {
            var now = clock.instant();
            LOG.debug(
                    "swept {} idempotency records, {} sign-ins, {} media events",
                    idempotency.sweep(now),
                    login.sweep(now),
                    consults.sweep(now));
        } catch (RuntimeException e) {
            LOG.warn("sweep failed; the next one comes in an hour", e);
        }
    }

    /** Opens the database, which may take some seconds the first time, and wires everything. */
    public static ControlApi start(ControlApiConfig config) {
        var secrets = new Secrets(InstallationKey.load(config.dataDirectory()));
        var database = Database.open(config.database(), entities());
        try {
            return new ControlApi(config, database, secrets);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static List<Class<?>> entities() {
        var entities = new ArrayList<Class<?>>();
        entities.addAll(UserService.entities());
        entities.addAll(LoginService.entities());
        entities.addAll(ChatService.entities());
        entities.addAll(ConsultService.entities());
        entities.addAll(InvitationService.entities());
        return entities;
    }

    /**
     * Takes {@code /ws/v1}. Needs a server that upgrades: put it into one before that is started.
     */
    public Handler webSocketHandler() {
        return webSocketHandler;
    }

    /** Takes {@code /api/…} and {@code /internal/media-webhooks}. */
    public Handler restHandler() {
        return restHandler;
    }

    /**
     * The token that makes the first administrator, to be printed; empty once there is one. Earlier
     * tokens no longer work.
     */
    public Optional<String> bootstrapToken() {
        return users.bootstrapToken(organisation.id());
    }

    /** Whether people reach this by another address than ours: a proxy stands in front. */
    boolean isProxied() {
        return proxied;
    }

    /** Opens of the live WebSocket; for metrics. */
    public int liveConnections() {
        return live.connections();
    }

    /** Whether the database answers; for readiness. */
    public boolean isReady() {
        try {
            return database.call(
                    session -> session.createNativeQuery("select 1").getSingleResult() != null);
        } catch (RuntimeException e) {
            LOG.debug("not ready", e);
            return false;
        }
    }

    /** What {@link #seedDemo} made. */
    public record Demo(
            List<String> doctorEmails,
            String adminEmail,
            String password,
            UUID consultId,
            String joinSecret) {

        /** The link for people, such as {@code http://localhost:8080/j#…}. */
        public String link(String baseUrl) {
            return baseUrl + "/j#" + joinSecret;
        }

        /** The same on an address. */
        public String link(URI baseUrl) {
            return link(baseUrl.toString());
        }
    }

    /**
     * Accounts and one open consult to try things with. Never on a real installation: the password
     * is public.
     *
     * <p>Made once: while the demo consult is open, every start gives the same link.
     */
    public Demo seedDemo() {
        var lead = demoAccount(DEMO_DOCTORS.getFirst(), "Dr Claire Martin", Role.DOCTOR);
        demoAccount(DEMO_DOCTORS.getLast(), "Dr Paul Nguyen", Role.DOCTOR);
        demoAccount(DEMO_ADMIN, "Administration", Role.ADMIN);
        var caller = new Caller.Staff(organisation.id(), lead.id(), Role.DOCTOR, new UUID(0, 0));
        var consultId =
                database.call(
                        session -> {
                            for (var running : consults.runningOf(session, caller)) {
                                if (invitations.isUsable(session, demoSecret(running))) {
                                    return running;
                                }
                            }
                            var opened =
                                    consults.open(
                                                    session,
                                                    caller,
                                                    new OpenConsultRequest(
                                                            "Consultation de démonstration"),
                                                    new CallContext("local", "demo"))
                                            .id();
                            session.flush();
                            invitations.createDemo(session, caller, opened, demoSecret(opened));
                            return opened;
                        });
        return new Demo(DEMO_DOCTORS, DEMO_ADMIN, DEMO_PASSWORD, consultId, demoSecret(consultId));
    }

    private UserView demoAccount(String email, String displayName, Role role) {
        return users.ensureDemoAccount(organisation.id(), email, displayName, role, DEMO_PASSWORD);
    }

    /** Derived, so that the link can be printed again although only its digest is stored. */
    private String demoSecret(UUID consultId) {
        return secrets.derive("demo-link", consultId.toString());
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        live.close();
        rooms.close();
        database.close();
    }
}
