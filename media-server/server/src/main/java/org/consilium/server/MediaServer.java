package org.consilium.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.consilium.media.EngineConfig;
import org.consilium.media.MediaEngine;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.address.LocalAddress;
import org.consilium.server.address.MediaAddresses;
import org.consilium.server.admin.HttpServer;
import org.consilium.server.admin.MediaHttp;
import org.consilium.server.admin.RoomDirectory;
import org.consilium.server.admin.RoomServiceHandler;
import org.consilium.server.admin.WebhookSender;
import org.consilium.server.config.ApiKey;
import org.consilium.server.config.MediaServerConfig;
import org.consilium.server.config.RoomConfig;
import org.consilium.server.config.UdpConfig;
import org.consilium.server.crypto.CipherTrial;
import org.consilium.server.dtls.DtlsService;
import org.consilium.server.dtls.DtlsSettings;
import org.consilium.server.loop.CoreEngine;
import org.consilium.server.loop.DatagramPort;
import org.consilium.server.loop.Engine;
import org.consilium.server.loop.LoopClock;
import org.consilium.server.loop.LoopPool;
import org.consilium.server.loop.LoopSettings;
import org.consilium.server.loop.MediaLoop;
import org.consilium.server.net.UdpSettings;
import org.consilium.server.net.UdpTransport;
import org.consilium.server.observe.Health;
import org.consilium.server.observe.Histories;
import org.consilium.server.observe.InternalServer;
import org.consilium.server.observe.Metrics;
import org.consilium.server.observe.RoomEventLog;
import org.consilium.server.signal.DataPackets;
import org.consilium.server.signal.RemovedParticipants;
import org.consilium.server.signal.RoomCommands;
import org.consilium.server.signal.SignalHandler;
import org.consilium.server.signal.SignalSettings;
import org.consilium.server.signal.token.ApiKeys;
import org.consilium.server.signal.token.TokenIssuer;
import org.consilium.server.signal.token.TokenVerifier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media server, put together: read the constructor to know the program.
 *
 * <p>{@link #start} runs it alone, with an HTTP port and an internal port of its own. {@link
 * #embed} runs everything but those two, for a program that serves {@link #signal}, {@link
 * #roomService}, {@link #health} and {@link #metrics} on ports it has anyway.
 *
 * <p>Any thread. One life: started once, stopped once.
 */
public final class MediaServer {
    private static final Logger LOG = LoggerFactory.getLogger(MediaServer.class);

    /** What a stop gives the receivers of webhooks to hear who left. */
    private static final Duration WEBHOOK_FLUSH = Duration.ofSeconds(2);

    /**
     * How long a start waits for the warm-up of DTLS. A machine that needs longer is busy, perhaps
     * with the browsers of those who want to come back: for them a server that is cold is better
     * than none.
     */
    private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(2);

    /** A start is over by then, also on a slow machine. */
    private static final Duration CIPHER_TRIAL_DELAY = Duration.ofSeconds(10);

    private static final String BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final MediaServerConfig config;
    private final SecureRandom random = new SecureRandom();
    private final MediaAddresses addresses;
    private final RoomDirectory directory = new RoomDirectory();
    private final RoomEventLog eventLog = new RoomEventLog();
    private final WebhookSender webhooks;
    private final DtlsService dtls;
    private final CipherTrial ciphers = new CipherTrial(System::nanoTime, LockSupport::parkNanos);
    private final LoopPool pool;
    private final SignalHandler signal;
    private final RoomServiceHandler roomService;
    private final Histories histories;
    private final Health health;
    private final Metrics metrics;
    private @Nullable HttpServer http;
    private @Nullable InternalServer internal;

    private MediaServer(MediaServerConfig config) throws IOException {
        this.config = config;
        InstantSource clock = InstantSource.system();
        String nodeId = config.nodeId().isEmpty() ? inventNodeId(random) : config.nodeId();
        addresses = MediaAddresses.choose(wish(config.udp()), LocalAddress.ofThisMachine());

        ApiKeys keys = keys(config);
        var verifier = new TokenVerifier(keys, clock);
        var issuer = new TokenIssuer(keys, clock);
        var removed = new RemovedParticipants(clock);
        webhooks =
                new WebhookSender(
                        config.webhooks().urls(), config.webhooks().keyId(), issuer, clock, random);
        dtls = new DtlsService(DtlsSettings.standard(), random, clock);

        var loops = new ArrayList<MediaLoop>();
        for (int i = 0; i < config.loops(); i++) {
            loops.add(loop(i));
        }
        pool = new LoopPool(loops);
        RoomCommands rooms = (room, command) -> pool.room(room).submit(command);
        RoomSettings defaults = defaults(config.rooms());
        signal =
                new SignalHandler(
                        new SignalSettings(
                                defaults,
                                config.rooms().autoCreate(),
                                config.dev(),
                                nodeId,
                                config.region()),
                        verifier,
                        issuer,
                        rooms,
                        directory,
                        removed,
                        new TurnCredentials(config.turn(), clock),
                        clock,
                        random);
        roomService = new RoomServiceHandler(verifier, rooms, directory, removed, defaults, false);
        histories = new Histories(rooms::submit);
        health = new Health(loops);
        metrics = new Metrics(nodeId, pool::statistics);
        bindMetrics();
    }

    /**
     * Runs a media server alone; returns when it takes people.
     *
     * @throws IllegalArgumentException when the configured addresses are not this machine's
     * @throws IOException when a port cannot be bound
     */
    public static MediaServer start(MediaServerConfig config) throws IOException {
        MediaServer server = embed(config);
        try {
            server.listen();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.stop();
            throw e;
        } catch (Exception e) {
            server.stop();
            throw new IOException("cannot listen for HTTP: " + e.getMessage(), e);
        }
    }

    /** Runs a media server whose HTTP somebody else serves. Throws as {@link #start}. */
    public static MediaServer embed(MediaServerConfig config) throws IOException {
        var server = new MediaServer(config);
        try {
            server.startLoops();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.stop();
            throw e;
        }
    }

    private void startLoops() throws IOException {
        // Certificates take some hundred milliseconds of one core: meanwhile the sockets open.
        var warmUp = new FutureTask<@Nullable Void>(dtls::warmUp, null);
        Thread.ofPlatform().name("dtls-warm-up").daemon(true).start(warmUp);
        for (MediaLoop loop : pool.loops()) {
            loop.start();
            LOG.info("event=media-ready loop={} addresses={}", loop.index(), announced(loop));
        }
        try {
            warmUp.get(WARM_UP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("event=dtls-warm-up-goes-on");
        } catch (ExecutionException e) {
            throw new IOException("DTLS does not warm up: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the media server was starting", e);
        }
        health.serving();
        Thread.ofPlatform().name("cipher-trial").daemon(true).start(this::tryCiphers);
    }

    /** Once the start is over: until then both cores have better to do. */
    private void tryCiphers() {
        LOG.info("event=ciphers-begin libcrypto=\"{}\"", ciphers.beginning());
        try {
            Thread.sleep(CIPHER_TRIAL_DELAY);
            LOG.info("event=ciphers-chosen {}", ciphers.run());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() throws Exception {
        var bind = new InetSocketAddress(config.http().bind(), config.http().port());
        http =
                new HttpServer(
                        bind,
                        MediaHttp.whole(signal, roomService, () -> health.obstacles().isEmpty()));
        http.start();
        internal =
                new InternalServer(
                        config.internal().bind(),
                        config.internal().port(),
                        health,
                        metrics,
                        histories);
        internal.start();
        LOG.info("event=http-ready port={} internal={}", http.port(), internal.uri());
    }

    /**
     * Stops: tells clients, ends rooms, tells the receivers of webhooks, closes the sockets.
     * Clients come back as soon as a server answers. Idempotent.
     */
    public void stop() {
        if (health.isDraining()) {
            return;
        }
        health.draining();
        try {
            signal.drain(Duration.ofSeconds(config.drainSeconds()));
            for (String room : pool.roomNames()) {
                // A full queue only means that this room ends without a word.
                boolean unused =
                        pool.room(room)
                                .submit(
                                        new RoomCommand.Close(
                                                EndReason.SERVER_SHUTDOWN, EndAction.RECONNECT));
            }
            pool.stop();
            webhooks.flush(WEBHOOK_FLUSH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pool.stop();
            stopListening();
            metrics.close();
            LOG.info("event=media-stopped");
        }
    }

    private void stopListening() {
        try {
            if (http != null) {
                http.stop();
            }
            if (internal != null) {
                internal.stop();
            }
        } catch (Exception e) {
            LOG.warn("event=http-stop-failed", e);
        }
    }

    /** The signalling endpoints, for a program with its own HTTP. */
    public SignalHandler signal() {
        return signal;
    }

    /** The server API, for a program with its own HTTP. */
    public RoomServiceHandler roomService() {
        return roomService;
    }

    /** What happened to participants; for operators only. */
    public Histories histories() {
        return histories;
    }

    public Health health() {
        return health;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** The port of signalling; only of a server that runs alone. */
    public int httpPort() {
        if (http == null) {
            throw new IllegalStateException("this media server has no HTTP of its own");
        }
        return http.port();
    }

    /** Where health and metrics answer; only of a server that runs alone. */
    public java.net.URI internalUri() {
        if (internal == null) {
            throw new IllegalStateException("this media server has no HTTP of its own");
        }
        return internal.uri();
    }

    /** What clients are told as host candidates, by loop. */
    public List<List<TransportAddress>> announced() {
        var all = new ArrayList<List<TransportAddress>>();
        for (MediaLoop loop : pool.loops()) {
            all.add(announced(loop));
        }
        return all;
    }

    private MediaLoop loop(int index) {
        UdpConfig udp = config.udp();
        int port = udp.port() == 0 ? 0 : udp.port() + index;
        int batch = Math.max(LoopSettings.DEFAULT.batchCapacity(), addresses.bound().size());
        var settings =
                new UdpSettings(
                        addresses.bound(), port, batch, udp.bufferBytes(), udp.bufferBytes());
        return new MediaLoop(
                index,
                new LoopSettings(
                        LoopSettings.DEFAULT.commandCapacity(),
                        LoopSettings.DEFAULT.taskCapacity(),
                        batch),
                () -> UdpTransport.best().open(settings, random.nextLong()),
                this::openEngine,
                LoopClock.SYSTEM);
    }

    private Engine openEngine(MediaLoop loop, DatagramPort port, long wallClockOffsetNanos) {
        var engine =
                new EngineConfig(
                        announced(port.localAddresses()),
                        wallClockOffsetNanos,
                        Math.ceilDiv(config.maxParticipants(), config.loops()));
        return new CoreEngine(
                new MediaEngine(
                        engine,
                        dtls.provider(loop),
                        ciphers,
                        new DataPackets(),
                        // Passwords and keys of ICE come from it, so it must be unguessable.
                        new SecureRandom(),
                        port,
                        this::onRoomEvent,
                        loop::recordFailure));
    }

    /** On the loop the room lives on. */
    private void onRoomEvent(RoomEvent event) {
        pool.onEvent(event);
        directory.onEvent(event);
        eventLog.onEvent(event);
        webhooks.onEvent(event);
        histories.onEvent(event);
    }

    private List<TransportAddress> announced(MediaLoop loop) {
        return announced(loop.localAddresses());
    }

    private List<TransportAddress> announced(List<TransportAddress> bound) {
        int port = bound.getFirst().port();
        var announced = new ArrayList<TransportAddress>();
        for (InetAddress address : addresses.announced()) {
            announced.add(TransportAddress.of(address.getAddress(), port));
        }
        return announced;
    }

    private void bindMetrics() {
        metrics.gauge("sfu_draining", () -> health.isDraining() ? 1 : 0);
        metrics.gauge("sfu_signal_connections", () -> signal.statistics().connections());
        String joins = "livekit_participant_join_total";
        metrics.counter(joins, () -> signal.statistics().joined(), "state", "signal_connected");
        metrics.counter(joins, () -> signal.statistics().refused(), "state", "signal_failed");
        metrics.counter("sfu_rejoins_total", () -> signal.statistics().resumed());
        String closed = "sfu_signal_closed_total";
        metrics.counter(closed, () -> signal.statistics().violations(), "reason", "violation");
        metrics.counter(closed, () -> signal.statistics().slowReaders(), "reason", "slow_reader");
        metrics.counter(closed, () -> signal.statistics().overloads(), "reason", "overload");
        metrics.gauge("sfu_dtls_handshaking", () -> dtls.statistics().handshaking());
        String dtlsTotal = "sfu_dtls_total";
        metrics.counter(dtlsTotal, () -> dtls.statistics().established(), "result", "established");
        for (DtlsEnd end : DtlsEnd.values()) {
            metrics.counter(
                    dtlsTotal,
                    () -> dtls.statistics().ended().getOrDefault(end, 0L),
                    "result",
                    end.name().toLowerCase(Locale.ROOT));
        }
        metrics.counter(
                "sfu_packets_dropped_total",
                () -> dtls.statistics().datagramsDropped(),
                "reason",
                "dtls");
        String hooks = "sfu_webhooks_total";
        metrics.counter(hooks, () -> webhooks.statistics().sent(), "result", "sent");
        metrics.counter(hooks, () -> webhooks.statistics().retried(), "result", "retried");
        metrics.counter(hooks, () -> webhooks.statistics().dropped(), "result", "dropped");
        metrics.gauge("sfu_webhooks_waiting", () -> webhooks.statistics().waiting());
    }

    private static MediaAddresses.Wish wish(UdpConfig udp) {
        return new MediaAddresses.Wish(
                udp.bind(),
                udp.announce().stream()
                        .map(a -> new MediaAddresses.Announce(a.address(), a.local()))
                        .toList(),
                udp.loopback());
    }

    private static ApiKeys keys(MediaServerConfig config) {
        var secretById = new LinkedHashMap<String, String>();
        for (ApiKey key : config.keys()) {
            secretById.put(key.id(), key.secret());
        }
        return config.dev() ? ApiKeys.allowingShortSecrets(secretById) : ApiKeys.of(secretById);
    }

    private static RoomSettings defaults(RoomConfig rooms) {
        return new RoomSettings(
                rooms.emptyTimeoutSeconds(),
                rooms.departureTimeoutSeconds(),
                rooms.maxParticipants(),
                rooms.resumeWindowSeconds());
    }

    private static String inventNodeId(SecureRandom random) {
        var id = new StringBuilder("ND_");
        for (int i = 0; i < 12; i++) {
            id.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return id.toString();
    }
}
