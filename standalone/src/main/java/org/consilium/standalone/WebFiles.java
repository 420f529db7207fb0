package org.consilium.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Serves the built web interface from the class path. Every path that is no file is the
 * application's own and answered with its page. Files are few and small: they are kept in memory.
 *
 * <p>Any thread.
 */
final class WebFiles extends Handler.Abstract.NonBlocking {
    private static final String ROOT = "web/";
    private static final String PAGE = "index.html";

    /** Paths of servers, where an unknown one is an error and not a page. */
    private static final Set<String> NOT_PAGES =
            Set.of("api", "internal", "rtc", "twirp", "ws", "assets");

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html;charset=utf-8"),
                    Map.entry("js", "text/javascript;charset=utf-8"),
                    Map.entry("mjs", "text/javascript;charset=utf-8"),
                    Map.entry("css", "text/css;charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("wasm", "application/wasm"),
                    Map.entry("txt", "text/plain;charset=utf-8"));

    /** What the build puts a compressed copy beside. */
    private static final Set<String> TEXTS = Set.of("html", "js", "css", "svg");

    /**
     * Nothing from elsewhere, and neither script nor style in the page. Style attributes are
     * allowed: the places of tiles and pop-ups are computed.
     */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr"
                    + " 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:"
                    + " mediastream:; font-src 'self'; connect-src 'self' ws: wss:; object-src"
                    + " 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String PERMISSIONS_POLICY =
            "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)";

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final ClassLoader loader = WebFiles.class.getClassLoader();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return false;
        }
        String path = Request.getPathInContext(request).substring(1);
        String first = path.split("/", 2)[0];
        String name = path;
        byte[] content = isFileName(path) ? content(path) : null;
        if (content == null) {
            if (NOT_PAGES.contains(first)) {
                return false;
            }
            name = PAGE;
            content = content(PAGE);
        }
        if (content == null) {
            return false;
        }
        var headers = response.getHeaders();
        if (TEXTS.contains(extension(name))) {
            headers.put(HttpHeader.VARY, "Accept-Encoding");
            byte[] compressed = acceptsBrotli(request) ? content(name + ".br") : null;
            if (compressed != null) {
                headers.put(HttpHeader.CONTENT_ENCODING, "br");
                content = compressed;
            }
        }
        headers.put(HttpHeader.CONTENT_TYPE, type(name));
        headers.put(HttpHeader.CONTENT_LENGTH, content.length);
        headers.put("X-Content-Type-Options", "nosniff");
        if (name.equals(PAGE)) {
            // These bind documents; on every asset they would weigh as much as a script.
            headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            headers.put("Referrer-Policy", "no-referrer");
            headers.put("Permissions-Policy", PERMISSIONS_POLICY);
        }
        // The names of assets hold their hash; the page names the assets of its version.
        headers.put(
                HttpHeader.CACHE_CONTROL,
                first.equals("assets") ? "public, max-age=31536000, immutable" : "no-cache");
        // Clients of the protocol ask for the page to see whether the server is there.
        headers.put("Access-Control-Allow-Origin", "*");
        response.setStatus(200);
        response.write(
                true,
                method.equals("HEAD") ? ByteBuffer.allocate(0) : ByteBuffer.wrap(content),
                callback);
        return true;
    }

    private static boolean isFileName(String path) {
        return !path.isEmpty() && !path.endsWith("/") && !path.contains("..") && path.contains(".");
    }

    private static boolean acceptsBrotli(Request request) {
        for (String accepted : request.getHeaders().getCSV(HttpHeader.ACCEPT_ENCODING, false)) {
            if (accepted.strip().equals("br")) {
                return true;
            }
        }
        return false;
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String type(String name) {
        return TYPES.getOrDefault(extension(name), "application/octet-stream");
    }

    private byte @Nullable [] content(String name) {
        byte[] known = files.get(name);
        if (known != null) {
            return known;
        }
        try (InputStream stream = loader.getResourceAsStream(ROOT + name)) {
            if (stream == null) {
                return null;
            }
            byte[] content = stream.readAllBytes();
            files.put(name, content);
            return content;
        } catch (IOException e) {
            return null;
        }
    }
}
