package org.consilium.control.http;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks the members of one request and collects what is wrong with each of them.
 *
 * <p>Every method returns a usable value or a placeholder; {@link #done} throws when anything was
 * wrong, so placeholders never get further. Text comes back in Unicode normalisation form C.
 */
public final class Checks {
    /** More than this on one letter is not writing but a picture that covers its neighbours. */
    private static final int MAX_COMBINING_MARKS = 5;

    private final List<FieldError> errors = new ArrayList<>();

    /** Throws validation-failed with everything found so far. */
    public void done() {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors);
        }
    }

    public void reject(String pointer, String code) {
        errors.add(new FieldError(pointer, code));
    }

    /**
     * A name or title: one line, no bidirectional overrides, trimmed; 1 to {@code max} code points.
     */
    public String line(String pointer, @Nullable String value, int max) {
        if (value == null) {
            reject(pointer, "required");
            return "";
        }
        return text(pointer, stripOverrides(value).strip(), max, false);
    }

    /** {@link #line} that may be absent. */
    public @Nullable String optionalLine(String pointer, @Nullable String value, int max) {
        return value == null ? null : line(pointer, value, max);
    }

    /**
     * Running text with line breaks and tabs; 1 to {@code max} code points, not only white space.
     */
    public String prose(String pointer, @Nullable String value, int max) {
        if (value == null) {
            reject(pointer, "required");
            return "";
        }
        if (value.isBlank()) {
            reject(pointer, "too_short");
            return "";
        }
        return text(pointer, value, max, true);
    }

    private String text(String pointer, String value, int max, boolean severalLines) {
        if (hasBadCharacters(value, severalLines)) {
            reject(pointer, "bad_characters");
            return "";
        }
        var normal = Normalizer.normalize(value, Normalizer.Form.NFC);
        var length = normal.codePointCount(0, normal.length());
        if (length == 0) {
            reject(pointer, "too_short");
        } else if (length > max) {
            reject(pointer, "too_long");
        }
        return normal;
    }

    /** A secret or password: taken as it is, only bounded and free of control characters. */
    public String opaque(String pointer, @Nullable String value, int max) {
        if (value == null || value.isEmpty()) {
            reject(pointer, "required");
            return "";
        }
        if (value.length() > max) {
            reject(pointer, "too_long");
            return "";
        }
        if (hasBadCharacters(value, false)) {
            reject(pointer, "bad_characters");
            return "";
        }
        return value;
    }

    public String oneOf(String pointer, @Nullable String value, Collection<String> allowed) {
        if (value == null) {
            reject(pointer, "required");
            return "";
        }
        if (!allowed.contains(value)) {
            reject(pointer, "not_allowed");
        }
        return value;
    }

    public int range(String pointer, @Nullable Integer value, int otherwise, int min, int max) {
        if (value == null) {
            return otherwise;
        }
        if (value < min || value > max) {
            reject(pointer, "out_of_range");
        }
        return value;
    }

    public UUID uuid(String pointer, @Nullable String value) {
        if (value == null) {
            reject(pointer, "required");
            return NIL;
        }
        var id = uuid(value);
        if (id == null) {
            reject(pointer, "bad_format");
            return NIL;
        }
        return id;
    }

    private static final UUID NIL = new UUID(0, 0);

    /** Parses exactly the canonical form; {@link UUID#fromString} alone takes shortened ones. */
    public static @Nullable UUID uuid(String value) {
        if (value.length() != 36) {
            return null;
        }
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException ignored) {
            return null;
        }
    }

    /** An id in a path: what cannot be one does not exist. */
    public static UUID pathId(String value) {
        var id = uuid(value);
        if (id == null) {
            throw ApiException.of(ProblemType.NOT_FOUND);
        }
        return id;
    }

    private static String stripOverrides(String value) {
        var kept = new StringBuilder(value.length());
        value.codePoints().filter(c -> !isOverride(c)).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isOverride(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean hasBadCharacters(String value, boolean severalLines) {
        var marks = 0;
        for (var i = 0; i < value.length(); ) {
            var c = value.codePointAt(i);
            i += Character.charCount(c);
            switch (Character.getType(c)) {
                case Character.CONTROL -> {
                    if (!severalLines || (c != '\n' && c != '\t')) {
                        return true;
                    }
                    marks = 0;
                }
                // A lone surrogate is no character; PostgreSQL and UTF-8 have no form for it.
                case Character.SURROGATE -> {
                    return true;
                }
                case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {
                    if (!severalLines) {
                        return true;
                    }
                    marks = 0;
                }
                case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> {
                    if (++marks > MAX_COMBINING_MARKS) {
                        return true;
                    }
                }
                default -> marks = 0;
            }
        }
        return false;
    }
}
