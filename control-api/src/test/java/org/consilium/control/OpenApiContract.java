package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checked-in openapi.yaml, and whether an answer is what it promises. */
final class OpenApiContract {
    static final JsonNode DOCUMENT = load();

    private OpenApiContract() {}

    private static JsonNode load() {
        try {
            return new YAMLMapper().readTree(Path.of("openapi.yaml").toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode resolve(JsonNode node) {
        var at = node;
        while (at.has("$ref")) {
            at = DOCUMENT.at(at.path("$ref").asText().substring(1));
        }
        assertThat(at.isMissingNode()).as("reference %s", node).isFalse();
        return at;
    }

    /** The path template an address belongs to. */
    private static Map.@Nullable Entry<String, JsonNode> path(String path) {
        for (var entry : DOCUMENT.path("paths").properties()) {
            if (path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
                return entry;
            }
        }
        return null;
    }

    /** Fails unless status, headers of the body and every member are as the document says. */
    static void check(String method, String path, int status, String contentType, JsonNode body) {
        var entry = path(path);
        var operation =
                entry == null
                        ? null
                        : entry.getValue().get(method.toLowerCase(java.util.Locale.ROOT));
        var about = method + " " + path + " " + status;
        if (operation == null) {
            assertThat(status).as(about + " is not in openapi.yaml").isBetween(400, 499);
            problem(about, body);
            return;
        }
        var responses = operation.path("responses");
        if (!responses.has(Integer.toString(status))) {
            assertThat(status).as(about + " is not documented").isGreaterThanOrEqualTo(400);
            assertThat(contentType).as(about).isEqualTo("application/problem+json");
            problem(about, body);
            return;
        }
        var content = resolve(responses.path(Integer.toString(status))).path("content");
        if (content.isMissingNode()) {
            assertThat(body.isMissingNode()).as(about).isTrue();
        } else if (contentType.startsWith("application/json")) {
            var mistakes = new ArrayList<String>();
            validate(content.path("application/json").path("schema"), body, "", mistakes);
            assertThat(mistakes).as(about).isEmpty();
        } else {
            assertThat(content.has(contentType.replaceAll(";.*", "")))
                    .as(about + contentType)
                    .isTrue();
        }
    }

    private static void problem(String about, JsonNode body) {
        var mistakes = new ArrayList<String>();
        validate(DOCUMENT.at("/components/schemas/Problem"), body, "", mistakes);
        assertThat(mistakes).as(about).isEmpty();
    }

    static void validate(JsonNode schema, JsonNode value, String at, List<String> mistakes) {
        var s = resolve(schema);
        if (value.isNull() || value.isMissingNode()) {
            mistakes.add(at + " is null");
            return;
        }
        switch (s.path("type").asText()) {
            case "object" -> {
                if (!value.isObject()) {
                    mistakes.add(at + " is not an object");
                    return;
                }
                for (var name : s.path("required")) {
                    if (!value.has(name.asText())) {
                        mistakes.add(at + "/" + name.asText() + " is missing");
                    }
                }
                var properties = s.path("properties");
                for (var member : value.properties()) {
                    if (properties.has(member.getKey())) {
                        validate(
                                properties.get(member.getKey()),
                                member.getValue(),
                                at + "/" + member.getKey(),
                                mistakes);
                    } else if (s.has("properties")) {
                        mistakes.add(at + "/" + member.getKey() + " is not documented");
                    }
                }
            }
            case "array" -> {
                if (!value.isArray()) {
                    mistakes.add(at + " is not an array");
                }
                for (var i = 0; i < value.size(); i++) {
                    validate(s.path("items"), value.get(i), at + "/" + i, mistakes);
                }
            }
            case "string" -> {
                if (!value.isTextual()) {
                    mistakes.add(at + " is not a string");
                } else if (s.has("enum") && !contains(s.path("enum"), value)) {
                    mistakes.add(at + " " + value + " is not in the enumeration");
                } else if (s.path("format").asText().equals("date-time")
                        && !value.asText()
                                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")) {
                    mistakes.add(at + " is not an instant with milliseconds");
                }
            }
            case "integer" -> {
                if (!value.isIntegralNumber()) {
                    mistakes.add(at + " is not an integer");
                }
            }
            case "boolean" -> {
                if (!value.isBoolean()) {
                    mistakes.add(at + " is not a boolean");
                }
            }
            default -> mistakes.add(at + " has a schema without type");
        }
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (var one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
