package org.consilium.server.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A page that draws the {@link Histories} of a room as a timeline, for the operator who is asked
 * why a picture stood still. Its two files are in this package's resources; it loads nothing from
 * elsewhere. Any thread.
 */
final class TimelinePage extends Handler.Abstract.NonBlocking {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline';"
                    + " frame-ancestors 'none'";

    private record Asset(String type, byte[] bytes) {}

    private final Map<String, Asset> files =
            Map.of(
                    "/timeline", asset("timeline.html", "text/html; charset=utf-8"),
                    "/timeline.js", asset("timeline.js", "text/javascript; charset=utf-8"));

    private static Asset asset(String name, String type) {
        try (InputStream in = TimelinePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return new Asset(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Asset asset = files.get(Request.getPathInContext(request));
        if (asset == null || !HttpMethod.GET.is(request.getMethod())) {
            return false;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, asset.type());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("Content-Security-Policy", POLICY);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(asset.bytes()), callback);
        return true;
    }
}
