package org.consilium.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.consilium.control.ControlApi;
import org.consilium.control.ControlApiConfig;
import org.consilium.control.http.ProxiedAddress;
import org.consilium.control.media.MediaConfig;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.server.MediaServer;
import org.consilium.server.admin.ConnectionBounds;
import org.consilium.server.admin.MediaHttp;
import org.consilium.server.config.ApiKey;
import org.consilium.server.config.HttpConfig;
import org.consilium.server.config.MediaServerConfig;
import org.consilium.server.config.RoomConfig;
import org.consilium.server.config.TurnConfig;
import org.consilium.server.config.UdpConfig;
import org.consilium.server.config.WebhookConfig;
import org.consilium.server.observe.InternalServer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Consilium: read {@link #start} to know the program. The control API and the media
 * server talk to each other over HTTP here too, so that what works in one process works in several.
 *
 * <p>Any thread. Started once, stopped once.
 */
final class Installation {
    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

    /** How long clients get to hear of a stop. */
    private static final int DRAIN_SECONDS = 2;

    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    private final Options options;
    private final ControlApi api;
    private final MediaServer media;
    private final InternalServer internal;
    private final Server http;
    private final URI address;
    private final String greeting;

    /**
     * How to run.
     *
     * @param dev a well-known key, demo accounts, an open demo consult
     * @param bind where HTTP listens
     * @param httpPort 0 for any free one
     * @param publicUrl what people open; empty for the address listened on
     */
    record Options(
            boolean dev,
            InetAddress bind,
            int httpPort,
            int udpPort,
            int internalPort,
            Path data,
            String publicUrl) {}

    private Installation(Options options) throws Exception {
        this.options = options;
        Files.createDirectories(options.data());
        int port = options.httpPort() == 0 ? freePort(options.bind()) : options.httpPort();
        requireFree(options.bind(), port);
        InetAddress reachable =
                options.bind().isAnyLocalAddress()
                        ? InetAddress.getLoopbackAddress()
                        : options.bind();
        URI own = new URI("http", null, reachable.getHostAddress(), port, null, null, null);
        address =
                options.publicUrl().isEmpty()
                        ? new URI(
                                "http",
                                null,
                                reachable.isLoopbackAddress()
                                        ? "localhost"
                                        : reachable.getHostAddress(),
                                port,
                                null,
                                null,
                                null)
                        : URI.create(options.publicUrl());
        MediaKey key =
                options.dev() ? MediaKey.DEVELOPMENT : MediaKey.ofInstallation(options.data());

        // The database takes its time, and so does the warm-up of DTLS: at once they take the
        // longer of the two.
        var starting = new FutureTask<>(() -> MediaServer.embed(mediaConfig(key, own)));
        Thread.ofPlatform().name("media-start").start(starting);
        try {
            api = ControlApi.start(apiConfig(key, own));
        } catch (RuntimeException e) {
            stopOnceStarted(starting);
            throw e;
        }
        try {
            media = starting.get();
        } catch (ExecutionException e) {
            api.close();
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        http = httpServer(port);
        internal =
                new InternalServer(
                        InetAddress.getLoopbackAddress(),
                        options.internalPort(),
                        media.health(),
                        media.metrics(),
                        media.histories());
        try {
            http.start();
            internal.start();
            greeting = greet();
        } catch (Exception e) {
            stop();
            throw e;
        }
    }

    /** Starts everything; returns when people can be let in. */
    static Installation start(Options options) throws Exception {
        return new Installation(options);
    }

    private static void stopOnceStarted(FutureTask<MediaServer> starting)
            throws InterruptedException {
        try {
            starting.get().stop();
        } catch (ExecutionException e) {
            LOG.warn("event=start-failed", e);
        }
    }

    private ControlApiConfig apiConfig(MediaKey key, URI own) {
        return ControlApiConfig.embedded(
                options.data(),
                new MediaConfig(key.id(), key.secret(), own, null),
                options.publicUrl().isEmpty() ? null : options.publicUrl());
    }

    private MediaServerConfig mediaConfig(MediaKey key, URI own) {
        var loopback = InetAddress.getLoopbackAddress();
        return new MediaServerConfig(
                options.dev(),
                "",
                "",
                new HttpConfig(loopback, 0),
                new HttpConfig(loopback, options.internalPort()),
                new UdpConfig(options.udpPort(), List.of(), List.of(), true, SOCKET_BUFFER_BYTES),
                List.of(new ApiKey(key.id(), key.secret())),
                new RoomConfig(true, 300, 20, 100, 30),
                new WebhookConfig(List.of(own.resolve("/internal/media-webhooks")), key.id()),
                new TurnConfig(List.of(), "", 600),
                1,
                1000,
                DRAIN_SECONDS);
    }

    private Server httpServer(int port) {
        var server = new Server(new VirtualThreadPool());
        HttpConfiguration configuration = MediaHttp.configure(new HttpConfiguration());
        var connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        boolean proxied = !options.publicUrl().isEmpty();
        if (proxied) {
            configuration.addCustomizer(new ProxiedAddress());
        }
        ConnectionBounds.apply(
                connector,
                configuration,
                proxied ? Integer.MAX_VALUE : ConnectionBounds.MAX_PER_ADDRESS);
        connector.setHost(options.bind().getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(
                new Handler.Sequence(
                        api.webSocketHandler(),
                        MediaHttp.shared(media.signal(), media.roomService()),
                        new WebFiles(),
                        api.restHandler()));
        server.setStopTimeout(2_000);
        return server;
    }

    private String greet() {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(
                String.format(
                        Locale.ROOT, "  Consilium is ready after %.1f s: %s", age(), address));
        if (options.dev()) {
            ControlApi.Demo demo = api.seedDemo();
            lines.add("");
            lines.add("  Demo consult: " + demo.link(address));
            lines.add(
                    "  Demo doctors: "
                            + String.join(", ", demo.doctorEmails())
                            + "   administrator: "
                            + demo.adminEmail());
            lines.add("  Password:     " + demo.password());
        }
        api.bootstrapToken()
                .ifPresent(
                        token -> {
                            lines.add("");
                            lines.add(
                                    "  There is no administrator yet. Open " + address + "/setup");
                            lines.add("  One-time token, valid for 24 hours: " + token);
                        });
        lines.add("");
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    /** Seconds since this process was started, the virtual machine's own start included. */
    private static double age() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1_000.0;
    }

    /** What people open. */
    URI address() {
        return address;
    }

    /** What to tell the person at the terminal. */
    String greeting() {
        return greeting;
    }

    /** Where health and metrics answer. */
    URI internalAddress() {
        return internal.uri();
    }

    /** What clients are told as host candidates. */
    List<TransportAddress> mediaAddresses() {
        return media.announced().getFirst();
    }

    /** Stops everything: clients are told first, and come back when a server answers again. */
    void stop() {
        media.stop();
        try {
            http.stop();
            internal.stop();
        } catch (Exception e) {
            LOG.warn("event=stop-failed", e);
        }
        api.close();
    }

    private static int freePort(InetAddress bind) throws IOException {
        try (var probe = new ServerSocket(0, 1, bind)) {
            return probe.getLocalPort();
        }
    }

    /** A taken port is found before the database is started, and told in words. */
    private static void requireFree(InetAddress bind, int port) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(bind, port));
        } catch (IOException e) {
            throw new IOException(
                    "port "
                            + port
                            + " of "
                            + bind.getHostAddress()
                            + " is taken; choose another one with --http-port",
                    e);
        }
    }
}
