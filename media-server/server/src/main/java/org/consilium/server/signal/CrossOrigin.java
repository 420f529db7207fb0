package org.consilium.server.signal;

import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets pages of every origin use the wrapped handler, errors included: what protects it is the
 * token, not the origin, and clients tell a refusal from an unreachable server only when they may
 * read it. Preflight requests are answered here (Fetch standard §3.2).
 */
public final class CrossOrigin extends Handler.Wrapper {
    private static final String METHODS = "OPTIONS, HEAD, GET, POST, PATCH, DELETE";

    /** A day; browsers cap it as they like. */
    private static final String MAX_AGE_SECONDS = "86400";

    private final Predicate<String> paths;

    /**
     * Wraps a handler.
     *
     * @param paths which paths are meant; requests for others are passed on unchanged
     */
    public CrossOrigin(Handler handler, Predicate<String> paths) {
        super(handler);
        this.paths = paths;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!paths.test(RequestPath.of(request))) {
            return super.handle(request, response, callback);
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        var headers = response.getHeaders();
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin == null ? "*" : origin);
        if (origin != null) {
            headers.add(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
        }
        if (request.getMethod().equals("OPTIONS")
                && request.getHeaders().contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD)) {
            String wanted = request.getHeaders().get(HttpHeader.ACCESS_CONTROL_REQUEST_HEADERS);
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, wanted == null ? "*" : wanted);
            headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
        return super.handle(request, response, callback);
    }
}
