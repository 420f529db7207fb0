package org.consilium.server.admin;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Bounds what connections may hold: how many in all and of one address, how long one may take for a
 * request's header, for a whole request, and between two. An idle timeout alone is fed by one byte
 * now and then. WebSockets have bounds of their own and are not watched here.
 *
 * <p>Any thread.
 */
public final class ConnectionBounds extends AbstractLifeCycle
        implements Connection.Listener, HttpConfiguration.Customizer {
    /** Of everybody; each holds some ten kilobytes. */
    private static final int MAX_CONNECTIONS = 20_000;

    /** A ward behind one address: fifty people with a browser's six connections and WebSockets. */
    public static final int MAX_PER_ADDRESS = 512;

    /** From the connection to the end of its first header: many round trips of the worst link. */
    static final Duration HEADER = Duration.ofSeconds(15);

    /** Between two requests; browsers give up on their own after about as long. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** From header to answer, both bodies included. */
    static final Duration REQUEST = Duration.ofMinutes(2);

    private static final long SWEEP_SECONDS = 2;

    private static final class Watched {
        final String address;
        volatile long deadlineNanos = System.nanoTime() + HEADER.toNanos();

        Watched(String address) {
            this.address = address;
        }
    }

    private final ServerConnector connector;
    private final int maxPerAddress;
    private final Map<Connection, Watched> watched = new ConcurrentHashMap<>();
    private final Map<String, Integer> countByAddress = new ConcurrentHashMap<>();
    private volatile Scheduler.Task sweep = () -> false;

    private ConnectionBounds(ServerConnector connector, int maxPerAddress) {
        this.connector = connector;
        this.maxPerAddress = maxPerAddress;
    }

    /**
     * Bounds the connections of a connector that was not started yet.
     *
     * @param maxPerAddress connections of one address; where a proxy stands in front, all come from
     *     its address
     */
    public static void apply(
            ServerConnector connector, HttpConfiguration configuration, int maxPerAddress) {
        var bounds = new ConnectionBounds(connector, maxPerAddress);
        configuration.addCustomizer(bounds);
        connector.addBean(bounds);
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        sweep.cancel();
    }

    private void schedule() {
        sweep = connector.getScheduler().schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweep() {
        long now = System.nanoTime();
        watched.forEach(
                (connection, state) -> {
                    if (now - state.deadlineNanos >= 0) {
                        connection.getEndPoint().close();
                    }
                });
        if (isRunning() || isStarting()) {
            schedule();
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof HttpConnection)) {
            return;
        }
        // A closed connection no longer knows whose it was.
        var state = new Watched(address(connection));
        watched.put(connection, state);
        int ofAddress = countByAddress.merge(state.address, 1, Integer::sum);
        if (ofAddress > maxPerAddress || watched.size() > MAX_CONNECTIONS) {
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Watched state = watched.remove(connection);
        if (state != null) {
            countByAddress.computeIfPresent(
                    state.address, (address, count) -> count == 1 ? null : count - 1);
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        Watched state = watched.get(request.getConnectionMetaData().getConnection());
        if (state != null) {
            state.deadlineNanos = System.nanoTime() + REQUEST.toNanos();
            Request.addCompletionListener(
                    request, failure -> state.deadlineNanos = System.nanoTime() + PAUSE.toNanos());
        }
        return request;
    }

    private static String address(Connection connection) {
        SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
    }
}
