package org.consilium.control.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that ends in a problem document; thrown anywhere below a resource, answered once in
 * {@link ProblemMapper}.
 */
public final class ApiException extends RuntimeException {
    private final ProblemType type;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    private ApiException(
            ProblemType type,
            List<FieldError> errors,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(type.code() + (errors.isEmpty() ? "" : " " + errors), cause);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public static ApiException of(ProblemType type) {
        return new ApiException(type, List.of(), null, null);
    }

    public static ApiException of(ProblemType type, Throwable cause) {
        return new ApiException(type, List.of(), null, cause);
    }

    public static ApiException invalid(List<FieldError> errors) {
        return new ApiException(ProblemType.VALIDATION_FAILED, errors, null, null);
    }

    public static ApiException invalid(String pointer, String code) {
        return invalid(List.of(new FieldError(pointer, code)));
    }

    public static ApiException tooManyRequests(Duration retryAfter) {
        return new ApiException(ProblemType.TOO_MANY_REQUESTS, List.of(), retryAfter, null);
    }

    public static ApiException unavailable(Duration retryAfter, @Nullable Throwable cause) {
        return new ApiException(ProblemType.UNAVAILABLE, List.of(), retryAfter, cause);
    }

    public ProblemType type() {
        return type;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
