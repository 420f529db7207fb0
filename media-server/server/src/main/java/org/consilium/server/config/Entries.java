package org.consilium.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The entries of a configuration while it is read: hands out values by key, notes what is wrong
 * instead of throwing, and knows in the end which keys nobody asked for.
 */
final class Entries {
    /** A value and where it came from, in words for the operator. */
    record Entry(String value, String origin) {}

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    /** Adds or replaces. */
    void put(String key, String value, String origin) {
        entries.put(key, new Entry(value.strip(), origin));
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** About a key, naming where its value came from. Never put a secret into it. */
    void problemWith(String key, String sentence) {
        Entry entry = entries.get(key);
        problems.add(key + (entry == null ? "" : " (" + entry.origin() + ")") + ": " + sentence);
    }

    boolean has(String key) {
        known.add(key);
        Entry entry = entries.get(key);
        return entry != null && !entry.value().isEmpty();
    }

    String text(String key, String otherwise) {
        known.add(key);
        Entry entry = entries.get(key);
        return entry == null || entry.value().isEmpty() ? otherwise : entry.value();
    }

    boolean flag(String key, boolean otherwise) {
        String text = text(key, Boolean.toString(otherwise));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                problemWith(key, quoted(text) + " is neither true nor false");
                yield otherwise;
            }
        };
    }

    int number(String key, int otherwise, int least, int most) {
        String text = text(key, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same sentence serves both.
        }
        problemWith(key, quoted(text) + " is not a number from " + least + " to " + most);
        return otherwise;
    }

    /** The parts between commas, each parsed; a part that {@code parse} refuses is a problem. */
    <T> List<T> list(String key, Function<String, T> parse) {
        var list = new ArrayList<T>();
        for (String part : text(key, "").split(",")) {
            if (part.isBlank()) {
                continue;
            }
            try {
                list.add(parse.apply(part.strip()));
            } catch (IllegalArgumentException e) {
                problemWith(key, String.valueOf(e.getMessage()));
            }
        }
        return list;
    }

    InetAddress address(String key, InetAddress otherwise) {
        try {
            return has(key) ? parseAddress(text(key, "")) : otherwise;
        } catch (IllegalArgumentException e) {
            problemWith(key, String.valueOf(e.getMessage()));
            return otherwise;
        }
    }

    /** Notes keys nobody asked for and throws if anything is wrong. */
    void finish() {
        for (var entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                problemWith(entry.getKey(), "there is no such key");
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** An address literal; never a name, which would be looked up and may change. */
    static InetAddress parseAddress(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(quoted(text) + " is not an IP address", e);
        }
    }

    static URI parseHttpUrl(String text) {
        try {
            var uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The same sentence serves both.
        }
        throw new IllegalArgumentException(quoted(text) + " is not an http or https address");
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
