package org.consilium.server.signal;

import org.eclipse.jetty.server.Request;

/** The path a request is served by. */
public final class RequestPath {
    private RequestPath() {}

    /**
     * The request's path with leading slashes collapsed into one: client libraries configured with
     * a trailing slash ask for {@code //rtc}.
     */
    public static String of(Request request) {
        String path = Request.getPathInContext(request);
        int slashes = 0;
        while (slashes < path.length() && path.charAt(slashes) == '/') {
            slashes++;
        }
        return slashes > 1 ? path.substring(slashes - 1) : path;
    }
}
