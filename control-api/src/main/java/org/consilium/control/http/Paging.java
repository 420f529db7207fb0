package org.consilium.control.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Page size and opaque cursor of a list. */
public final class Paging {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private Paging() {}

    public static int limit(@Nullable String given) {
        var limit = number(given, DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return (int) limit;
    }

    /** A non-negative number of a query parameter. */
    public static long number(@Nullable String given, long otherwise) {
        if (given == null) {
            return otherwise;
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return Long.parseLong(given);
    }

    public static String cursor(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    public static String position(String cursor) {
        try {
            if (cursor.length() > 600) {
                throw ApiException.of(ProblemType.BAD_REQUEST);
            }
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.of(ProblemType.BAD_REQUEST, e);
        }
    }
}
