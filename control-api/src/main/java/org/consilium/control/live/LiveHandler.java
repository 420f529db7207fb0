package org.consilium.control.live;

import org.consilium.control.http.Origins;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket {@code /ws/v1} as a Jetty handler; leaves every other path to the next one. */
public final class LiveHandler extends Handler.Abstract {
    public static final String PATH = "/ws/v1";

    private static final Logger LOG = LoggerFactory.getLogger(LiveHandler.class);

    private final LiveHub hub;
    private final LiveTickets tickets;
    private final Origins origins;

    public LiveHandler(LiveHub hub, LiveTickets tickets, Origins origins) {
        this.hub = hub;
        this.tickets = tickets;
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        var headers = request.getHeaders();
        if (!origins.isAllowed(headers.get(HttpHeader.ORIGIN), headers.get(HttpHeader.HOST))) {
            return refuse(request, response, callback, HttpStatus.FORBIDDEN_403);
        }
        if (!hub.hasRoom()) {
            return refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        var container = ServerWebSocketContainer.get(request.getContext());
        if (container == null) {
            throw new IllegalStateException("no WebSocket container on this server");
        }
        var language = headers.get(HttpHeader.ACCEPT_LANGUAGE);
        try {
            if (container.upgrade(
                    (upgrade, answer, done) -> new LiveSession(hub, tickets, language),
                    request,
                    response,
                    callback)) {
                return true;
            }
        } catch (HttpException.RuntimeException e) {
            // The handshake lacks something (RFC 6455 §4.2.1).
            return refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
        }
        return refuse(request, response, callback, HttpStatus.UPGRADE_REQUIRED_426);
    }

    private static boolean refuse(
            Request request, Response response, Callback callback, int status) {
        LOG.debug("WebSocket {} refused with {}", request.getId(), status);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Response.writeError(request, response, callback, status);
        return true;
    }

    @Override
    protected void doStart() throws Exception {
        ServerWebSocketContainer.ensure(getServer());
        super.doStart();
    }
}
