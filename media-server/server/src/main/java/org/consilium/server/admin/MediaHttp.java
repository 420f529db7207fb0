package org.consilium.server.admin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.consilium.server.signal.CrossOrigin;
import org.consilium.server.signal.RequestPath;
import org.consilium.server.signal.SignalHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** How the media server's HTTP is put together: among other handlers, or as a server of its own. */
public final class MediaHttp {
    /** A join by URL carries a token and may carry an SDP offer. */
    static final int REQUEST_HEADER_BYTES = 64 * 1024;

    private MediaHttp() {}

    /** What any connector that serves these handlers needs. */
    public static HttpConfiguration configure(HttpConfiguration configuration) {
        configuration.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        configuration.setSendServerVersion(false);
        // Clients configured with a trailing slash ask for //rtc; we collapse it ourselves.
        configuration.setUriCompliance(
                UriCompliance.DEFAULT.with(
                        "collapsing", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        return configuration;
    }

    /** Signalling and RoomService; requests for other paths are left to the next handler. */
    public static Handler shared(SignalHandler signal, RoomServiceHandler rooms) {
        return new CrossOrigin(
                new Handler.Sequence(signal, rooms),
                path ->
                        path.equals("/rtc")
                                || path.startsWith("/rtc/")
                                || path.startsWith("/twirp/"));
    }

    /**
     * The same for a server that serves nothing else: also answers {@code /}, which clients ask to
     * see whether the server is there, and everything else with 404.
     *
     * @param ready whether joins are possible; asked by any thread
     */
    public static Handler whole(
            SignalHandler signal, RoomServiceHandler rooms, BooleanSupplier ready) {
        return new CrossOrigin(new Handler.Sequence(signal, rooms, new Root(ready)), path -> true);
    }

    private static final class Root extends Handler.Abstract.NonBlocking {
        private final BooleanSupplier ready;

        Root(BooleanSupplier ready) {
            this.ready = ready;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            boolean asked =
                    RequestPath.of(request).equals("/")
                            && (request.getMethod().equals("GET")
                                    || request.getMethod().equals("HEAD"));
            String text;
            if (!asked) {
                response.setStatus(404);
                text = "not found";
            } else if (ready.getAsBoolean()) {
                response.setStatus(200);
                text = "OK";
            } else {
                response.setStatus(406);
                text = "not ready";
            }
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
            response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }
    }
}
