package org.consilium.server.signal.token;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose members must have the type we expect: a claim of another type refuses the
 * token instead of quietly meaning its default. An absent member and a null one are the same.
 */
record Claims(Map<String, ?> members) {
    String text(String name) throws TokenRefused {
        Object value = members.get(name);
        return switch (value) {
            case null -> "";
            case String text -> text;
            default -> throw wrongType(name);
        };
    }

    boolean flag(String name, boolean absent) throws TokenRefused {
        Object value = members.get(name);
        return switch (value) {
            case null -> absent;
            case Boolean flag -> flag;
            default -> throw wrongType(name);
        };
    }

    /** A whole number of 0 or more; {@code absent} when there is none. */
    long number(String name, long absent) throws TokenRefused {
        Object value = members.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() < 1e15) {
            return number.longValue();
        }
        throw wrongType(name);
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    List<String> texts(String name) throws TokenRefused {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrongType(name);
        }
        var texts = new ArrayList<String>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw wrongType(name);
            }
            texts.add(text);
        }
        return texts;
    }

    Map<String, String> textMap(String name) throws TokenRefused {
        @Nullable Claims object = object(name);
        if (object == null) {
            return Map.of();
        }
        var texts = new HashMap<String, String>();
        for (String key : object.members.keySet()) {
            texts.put(key, object.text(key));
        }
        return texts;
    }

    @Nullable Claims object(String name) throws TokenRefused {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrongType(name);
        }
        var copy = new HashMap<String, Object>();
        map.forEach(
                (key, element) -> {
                    if (key instanceof String text && element != null) {
                        copy.put(text, element);
                    }
                });
        return new Claims(copy);
    }

    private static TokenRefused wrongType(String name) {
        return new TokenRefused("claim '" + name + "' has the wrong type");
    }
}
