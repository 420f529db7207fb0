package org.consilium.control.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Whose request it is where a proxy on this machine stands in front: the last entry of {@code
 * X-Forwarded-For}, which is the proxy's own; what stands before it was written by whoever asked.
 * Without this all people would share the proxy's limits, and ten wrong links of one of them would
 * keep everybody out.
 *
 * <p>Only believed of a connection from loopback. Stateless.
 */
public final class ProxiedAddress implements HttpConfiguration.Customizer {
    private static final String HEADER = "X-Forwarded-For";

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        var from = request.getConnectionMetaData().getRemoteSocketAddress();
        if (!(from instanceof InetSocketAddress inet)
                || inet.getAddress() == null
                || !inet.getAddress().isLoopbackAddress()) {
            return request;
        }
        var forwarded = request.getHeaders().getCSV(HEADER, false);
        var client = forwarded.isEmpty() ? null : address(forwarded.getLast());
        return client == null ? request : new Forwarded(request, client);
    }

    /** An address written as a number, with a port or without; a name is never looked up. */
    private static @Nullable InetSocketAddress address(String text) {
        if (text.length() > 64) {
            return null;
        }
        try {
            var parsed =
                    new HostPort(
                            text.contains("::") && !text.startsWith("[") ? "[" + text + "]" : text);
            return new InetSocketAddress(
                    InetAddress.ofLiteral(bare(parsed.getHost())), parsed.getPort());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static final class Forwarded extends Request.Wrapper {
        private final ConnectionMetaData connection;

        Forwarded(Request request, InetSocketAddress client) {
            super(request);
            connection =
                    new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                        @Override
                        public SocketAddress getRemoteSocketAddress() {
                            return client;
                        }
                    };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }
}
