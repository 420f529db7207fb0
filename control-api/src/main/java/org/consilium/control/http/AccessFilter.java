package org.consilium.control.http;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The gate before every resource method: rate, caller, role, and query parameters.
 *
 * <p>Denies by default: a method without {@link Access} answers 403 (and fails a test). What is
 * matched but not ours, such as Jersey's own OPTIONS answers, is 405.
 */
@Priority(Priorities.AUTHENTICATION)
final class AccessFilter implements ContainerRequestFilter {
    static final String CALLER = "consilium.caller";
    static final String ADDRESS = "consilium.address";

    private final Authenticator authenticator;
    private final TokenBuckets general;

    @Context private @Nullable ResourceInfo resource;
    @Inject private @Nullable Provider<Request> jetty;

    AccessFilter(Authenticator authenticator, TokenBuckets general) {
        this.authenticator = authenticator;
        this.general = general;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        var address = jetty == null ? "unknown" : Request.getRemoteAddr(jetty.get());
        request.setProperty(ADDRESS, address);
        var method = resource == null ? null : resource.getResourceMethod();
        if (method == null || !method.getDeclaringClass().getName().startsWith("org.consilium.")) {
            throw ApiException.of(ProblemType.METHOD_NOT_ALLOWED);
        }
        var access = method.getAnnotation(Access.class);
        if (access == null) {
            throw ApiException.of(ProblemType.FORBIDDEN);
        }
        var allowed = Set.of(access.value());
        if (allowed.contains(Access.Kind.PUBLIC)) {
            // Signed webhooks come in bursts from one address and carry their own proof.
            if (!request.getUriInfo().getPath().startsWith("internal/")) {
                general.require(address);
            }
        } else {
            var caller =
                    token(request)
                            .flatMap(authenticator::authenticate)
                            .orElseThrow(
                                    () -> {
                                        general.require(address);
                                        return ApiException.of(ProblemType.UNAUTHENTICATED);
                                    });
            general.require(caller.principal());
            request.setProperty(CALLER, caller);
            if (!allowed.contains(kind(caller))) {
                throw ApiException.of(ProblemType.FORBIDDEN);
            }
        }
        checkQueryParameters(request, method);
        checkMediaType(request, method);
    }

    /**
     * A body must say what it is: without a type, or with any, a page of somebody else may send it
     * unasked (Fetch standard, CORS-safelisted request).
     */
    private static void checkMediaType(
            ContainerRequestContext request, java.lang.reflect.Method method) {
        if (!method.isAnnotationPresent(Consumes.class) || !request.hasEntity()) {
            return;
        }
        var type = request.getMediaType();
        if (type == null || type.isWildcardType() || type.isWildcardSubtype()) {
            throw ApiException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    private static Access.Kind kind(Caller caller) {
        return switch (caller) {
            case Caller.Guest ignored -> Access.Kind.GUEST;
            case Caller.Staff staff ->
                    switch (staff.role()) {
                        case DOCTOR -> Access.Kind.DOCTOR;
                        case ADMIN -> Access.Kind.ADMIN;
                    };
        };
    }

    private static Optional<String> token(ContainerRequestContext request) {
        var header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(header.substring(7).strip())
                : Optional.empty();
    }

    /**
     * An unknown query parameter is 400: a filter that is misspelt must not silently select
     * everything.
     */
    private static void checkQueryParameters(
            ContainerRequestContext request, java.lang.reflect.Method method) {
        var given = request.getUriInfo().getQueryParameters();
        if (given.isEmpty()) {
            return;
        }
        var known = new TreeSet<String>();
        Arrays.stream(method.getParameters())
                .map(p -> p.getAnnotation(jakarta.ws.rs.QueryParam.class))
                .filter(java.util.Objects::nonNull)
                .forEach(p -> known.add(p.value()));
        for (var entry : given.entrySet()) {
            if (!known.contains(entry.getKey()) || entry.getValue().size() != 1) {
                throw ApiException.of(ProblemType.BAD_REQUEST);
            }
        }
    }

    /** Address of the other end of the connection. */
    static String address(ContainerRequestContext request) {
        return request.getProperty(ADDRESS) instanceof String address ? address : "unknown";
    }
}
