package org.consilium.control.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.UUID;

/**
 * Gives every request an id and every answer the headers that keep it private and inert in a
 * browser.
 */
@PreMatching
final class HeadersFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String REQUEST_ID = "consilium.request-id";

    @Override
    public void filter(ContainerRequestContext request) {
        requestId(request);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        var headers = response.getHeaders();
        headers.putSingle("X-Request-Id", requestId(request));
        headers.putSingle("Cache-Control", "no-store");
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Referrer-Policy", "no-referrer");
        headers.putSingle("X-Frame-Options", "DENY");
        headers.putSingle("Cross-Origin-Resource-Policy", "same-origin");
        headers.putSingle("Permissions-Policy", "camera=(), microphone=(), display-capture=()");
        // Answers of the API are data: opened as a page they may do nothing at all.
        headers.putSingle(
                "Content-Security-Policy",
                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox");
        if (request.getUriInfo().getBaseUri().getScheme().equals("https")) {
            headers.putSingle("Strict-Transport-Security", "max-age=31536000");
        }
    }

    static String requestId(ContainerRequestContext request) {
        if (request.getProperty(REQUEST_ID) instanceof String id) {
            return id;
        }
        var id = UUID.randomUUID().toString();
        request.setProperty(REQUEST_ID, id);
        return id;
    }
}
