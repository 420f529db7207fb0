package org.consilium.control.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web origins may use cookies and open the WebSocket, and the address people reach us by.
 *
 * @param publicBaseUrl as configured, without trailing slash; null: whatever host the request names
 * @param allowed further origins, exact
 */
public record Origins(@Nullable String publicBaseUrl, Set<String> allowed) {
    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /**
     * Whether a page of this origin may act for the person.
     *
     * @param origin header value; null when the client is not a browser page, which is fine: then
     *     there are no foreign cookies
     * @param host header value of the same request
     */
    public boolean isAllowed(@Nullable String origin, @Nullable String host) {
        if (origin == null || allowed.contains(origin)) {
            return true;
        }
        if (publicBaseUrl != null) {
            return origin.equals(originOf(publicBaseUrl));
        }
        return host != null
                && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    /** Refuses a request that carries our cookie but was made by a foreign page. */
    public void require(ContainerRequestContext request) {
        var site = request.getHeaderString("Sec-Fetch-Site");
        var foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        if ((foreign && !allowed.contains(String.valueOf(request.getHeaderString("Origin"))))
                || !isAllowed(request.getHeaderString("Origin"), request.getHeaderString("Host"))) {
            throw ApiException.of(ProblemType.FORBIDDEN);
        }
    }

    /** Base of links for people, such as {@code https://consult.example}. */
    public String baseUrl(ContainerRequestContext request) {
        return publicBaseUrl != null
                ? publicBaseUrl
                : originOf(request.getUriInfo().getBaseUri().toString());
    }

    private static String originOf(String url) {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
