package org.consilium.server.observe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The internal HTTP port: {@code /health/live}, {@code /health/ready}, {@code /metrics}, {@code
 * /histories} and the page {@code /timeline} over them, for operators' machines only.
 */
public final class InternalServer {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Server server;
    private final ServerConnector connector;

    /**
     * @param port 0 takes any free one
     */
    public InternalServer(
            InetAddress bind, int port, Health health, Metrics metrics, Histories histories) {
        server = new Server(new VirtualThreadPool());
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(bind.getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(
                new Handler.Sequence(handler(health, metrics), histories, new TimelinePage()));
    }

    /** What answers on the port; also for a program that has a port of its own. */
    public static Handler handler(Health health, Metrics metrics) {
        return new Endpoints(health, metrics);
    }

    /**
     * Listens.
     *
     * @throws java.io.IOException when the port cannot be bound
     */
    public void start() throws Exception {
        server.start();
    }

    /** Where it listens. */
    public URI uri() {
        var local = new InetSocketAddress(connector.getHost(), connector.getLocalPort());
        String host = local.getAddress().getHostAddress();
        return URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + local.getPort());
    }

    /** Stops listening. */
    public void stop() throws Exception {
        server.stop();
    }

    private static final class Endpoints extends Handler.Abstract.NonBlocking {
        private final Health health;
        private final Metrics metrics;

        Endpoints(Health health, Metrics metrics) {
            this.health = health;
            this.metrics = metrics;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String path = Request.getPathInContext(request);
            boolean known =
                    path.equals("/health/live")
                            || path.equals("/health/ready")
                            || path.equals("/metrics");
            if (!known) {
                return false;
            }
            String method = request.getMethod();
            if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                write(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, TEXT, "");
                return true;
            }
            switch (path) {
                case "/health/live" -> answer(response, callback, health.ailments());
                case "/health/ready" -> answer(response, callback, health.obstacles());
                default ->
                        write(response, callback, HttpStatus.OK_200, PROMETHEUS, metrics.scrape());
            }
            return true;
        }

        private static void answer(Response response, Callback callback, List<String> reasons) {
            if (reasons.isEmpty()) {
                write(response, callback, HttpStatus.OK_200, TEXT, "ok\n");
            } else {
                write(
                        response,
                        callback,
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        TEXT,
                        String.join("\n", reasons) + "\n");
            }
        }

        private static void write(
                Response response, Callback callback, int status, String type, String body) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            Content.Sink.write(response, true, body, callback);
        }
    }
}
