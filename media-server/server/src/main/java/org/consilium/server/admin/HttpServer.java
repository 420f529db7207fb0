package org.consilium.server.admin;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The HTTP server of a media server that runs alone. Started and stopped by its owner. */
public final class HttpServer {
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final Server server;
    private final ServerConnector connector;

    public HttpServer(InetSocketAddress bind, Handler handler) {
        server = new Server(new VirtualThreadPool());
        HttpConfiguration configuration = MediaHttp.configure(new HttpConfiguration());
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        ConnectionBounds.apply(connector, configuration, Integer.MAX_VALUE);
        connector.setHost(bind.getHostString());
        connector.setPort(bind.getPort());
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        // Joins of a whole lecture hall arrive within a second.
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(handler);
    }

    /** Opens the port; fails when it is taken. */
    public void start() throws Exception {
        server.start();
    }

    /** The port listened on, once started. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Closes the port and every connection. */
    public void stop() throws Exception {
        server.stop();
    }
}
