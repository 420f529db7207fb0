package org.consilium.control.http;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an exception becomes an answer. Nothing of the exception itself is sent. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @Inject private @Nullable Provider<ContainerRequestContext> requests;

    @Override
    public Response toResponse(Throwable thrown) {
        var exception = translate(thrown);
        var request = requests == null ? null : requests.get();
        var requestId = request == null ? "unknown" : HeadersFilter.requestId(request);
        if (exception.type() == ProblemType.INTERNAL) {
            LOG.error("request {} failed", requestId, thrown);
        } else if (exception.type() == ProblemType.UNAVAILABLE) {
            LOG.warn("request {} not served: {}", requestId, String.valueOf(exception.getCause()));
        }
        var problem =
                Problem.of(
                        exception,
                        request == null
                                ? null
                                : request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE),
                        request == null ? "/" : "/" + request.getUriInfo().getPath(),
                        requestId);
        var answer =
                Response.status(problem.status())
                        .type("application/problem+json")
                        .header("Vary", "Accept-Language")
                        .entity(problem);
        if (exception.type() == ProblemType.UNAUTHENTICATED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        var retryAfter = exception.retryAfter();
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
        }
        if (thrown instanceof WebApplicationException web) {
            var allow = web.getResponse().getHeaderString(HttpHeaders.ALLOW);
            if (allow != null) {
                answer.header(HttpHeaders.ALLOW, allow);
            }
        }
        return answer.build();
    }

    private static ApiException translate(Throwable thrown) {
        if (thrown instanceof ApiException exception) {
            return exception;
        }
        if (thrown instanceof WebApplicationException web) {
            return ofStatus(web);
        }
        if (thrown instanceof OptimisticLockException) {
            return ApiException.of(ProblemType.CONFLICT, thrown);
        }
        if (thrown instanceof PersistenceException && isTransient(thrown)) {
            return ApiException.unavailable(Duration.ofSeconds(2), thrown);
        }
        return ApiException.of(ProblemType.INTERNAL, thrown);
    }

    private static ApiException ofStatus(WebApplicationException web) {
        if (web.getCause() instanceof ApiException cause) {
            return cause;
        }
        var status = web.getResponse().getStatus();
        var type =
                switch (status) {
                    case 404 -> ProblemType.NOT_FOUND;
                    case 405 -> ProblemType.METHOD_NOT_ALLOWED;
                    case 406 -> ProblemType.NOT_ACCEPTABLE;
                    case 413 -> ProblemType.PAYLOAD_TOO_LARGE;
                    case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
                    default ->
                            status >= 400 && status < 500
                                    ? ProblemType.BAD_REQUEST
                                    : ProblemType.INTERNAL;
                };
        return ApiException.of(type, web);
    }

    /** The server is away or the transaction lost against another one: trying again is right. */
    private static boolean isTransient(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientException) {
                return true;
            }
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                var state = sql.getSQLState();
                // 08 connection, 40 rollback (serialisation, deadlock), 53 resources, 57P shutdown.
                if (state.startsWith("08")
                        || state.startsWith("40")
                        || state.startsWith("53")
                        || state.startsWith("57P")) {
                    return true;
                }
            }
        }
        return false;
    }
}
