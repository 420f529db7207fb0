package org.consilium.control.http;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A problem document (RFC 9457 §3) with our two extensions. Absent members are left out. */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String requestId,
        @Nullable List<Entry> errors) {

    /** A {@link FieldError} with its message. */
    public record Entry(String pointer, String code, String message) {}

    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /**
     * Words the problem in the best of our languages for an Accept-Language value; English when it
     * names none of them.
     */
    public static Problem of(
            ApiException exception,
            @Nullable String acceptLanguage,
            String instance,
            String requestId) {
        var words =
                ResourceBundle.getBundle(
                        "org.consilium.control.http.problems", locale(acceptLanguage), NO_FALLBACK);
        var code = exception.type().code();
        var entries =
                exception.errors().stream()
                        .map(
                                e ->
                                        new Entry(
                                                e.pointer(),
                                                e.code(),
                                                words.getString("field." + e.code())))
                        .toList();
        return new Problem(
                "/problems/" + code,
                words.getString(code + ".title"),
                exception.type().status(),
                words.getString(code + ".detail"),
                instance,
                requestId,
                entries.isEmpty() ? null : entries);
    }

    static Locale locale(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > 200) {
            return Locale.ROOT;
        }
        try {
            var best =
                    Locale.lookup(
                            LanguageRange.parse(acceptLanguage),
                            List.of(Locale.FRENCH, Locale.ENGLISH));
            return Locale.FRENCH.equals(best) ? Locale.FRENCH : Locale.ROOT;
        } catch (IllegalArgumentException ignored) {
            return Locale.ROOT; // A malformed header is no reason to refuse.
        }
    }
}
