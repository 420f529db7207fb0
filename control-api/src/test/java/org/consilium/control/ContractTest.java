package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.consilium.control.http.Access;
import org.consilium.control.http.Problem;
import org.consilium.control.http.ProblemType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * openapi.yaml says what the code says: every path, method, parameter, body and member. Answers are
 * checked by {@link TestApi}.
 */
class ContractTest {
    private static final List<Class<?>> CLASSES =
            new ClassFileImporter()
                            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                            .importPackages("org.consilium.control")
                            .stream()
                            .map(JavaClass::reflect)
                            .collect(Collectors.toList());

    private static List<Class<?>> resources() {
        return CLASSES.stream().filter(type -> type.isAnnotationPresent(Path.class)).toList();
    }

    private static String httpMethod(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst()
                .orElse("");
    }

    private static String path(AnnotatedElement element) {
        var path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    private static Map<String, Method> operations() {
        var operations = new TreeMap<String, Method>();
        for (var resource : resources()) {
            for (var method : resource.getDeclaredMethods()) {
                var verb = httpMethod(method);
                if (!verb.isEmpty()) {
                    operations.put(verb + " " + path(resource) + path(method), method);
                }
            }
        }
        return operations;
    }

    @Test
    void everyOperationIsDocumentedAndTheOtherWayRound() {
        var documented = new TreeSet<String>();
        for (var path : OpenApiContract.DOCUMENT.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    documented.add(
                            operation.getKey().toUpperCase(Locale.ROOT)
                                    + " /api/v1"
                                    + path.getKey());
                }
            }
        }
        var implemented =
                operations().keySet().stream()
                        .filter(operation -> operation.contains(" /api/v1"))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(implemented).isEqualTo(documented);
    }

    @Test
    void everyOperationSaysWhoMayCallIt() {
        operations()
                .forEach(
                        (name, method) -> {
                            assertThat(method.isAnnotationPresent(Access.class)).as(name).isTrue();
                            if (name.contains("/api/v1")) {
                                var isPublic =
                                        Arrays.asList(method.getAnnotation(Access.class).value())
                                                .contains(Access.Kind.PUBLIC);
                                assertThat(operation(name).has("security"))
                                        .as(name)
                                        .isEqualTo(isPublic);
                            }
                        });
    }

    private static JsonNode operation(String name) {
        var parts = name.split(" ", -1);
        return OpenApiContract.DOCUMENT
                .path("paths")
                .path(parts[1].substring("/api/v1".length()))
                .path(parts[0].toLowerCase(Locale.ROOT));
    }

    @Test
    void queryParametersAndBodiesAreAsDocumented() {
        operations()
                .forEach(
                        (name, method) -> {
                            if (!name.contains("/api/v1")) {
                                return;
                            }
                            var inCode = new TreeSet<String>();
                            Class<?> body = null;
                            for (var parameter : method.getParameters()) {
                                var query = parameter.getAnnotation(QueryParam.class);
                                if (query != null) {
                                    inCode.add(query.value());
                                }
                                if (parameter.getType().isRecord()) {
                                    body = parameter.getType();
                                }
                            }
                            var operation = operation(name);
                            var inDocument = new TreeSet<String>();
                            for (var parameter : operation.path("parameters")) {
                                var resolved = OpenApiContract.resolve(parameter);
                                if (resolved.path("in").asText().equals("query")) {
                                    inDocument.add(resolved.path("name").asText());
                                }
                            }
                            assertThat(inCode).as(name).isEqualTo(inDocument);
                            var schema =
                                    operation
                                            .at(
                                                    "/requestBody/content/application~1json/schema/$ref")
                                            .asText();
                            assertThat(schema)
                                    .as(name)
                                    .isEqualTo(
                                            body == null
                                                    ? ""
                                                    : "#/components/schemas/"
                                                            + body.getSimpleName());
                            if (method.getReturnType() != Response.class
                                    && method.getReturnType() != void.class
                                    && method.getReturnType().isRecord()) {
                                assertThat(
                                                operation
                                                        .at(
                                                                "/responses/200/content/application~1json/schema/$ref")
                                                        .asText())
                                        .as(name)
                                        .endsWith("/" + method.getReturnType().getSimpleName());
                            }
                        });
    }

    @Test
    void everySchemaHasTheMembersOfItsRecord() {
        var schemas = OpenApiContract.DOCUMENT.at("/components/schemas");
        var checked = 0;
        for (var type : CLASSES) {
            var name = type == Problem.Entry.class ? "FieldError" : type.getSimpleName();
            if (!type.isRecord()
                    || type == org.consilium.control.http.FieldError.class
                    || !schemas.has(name)
                    || (type.getEnclosingClass() != null && type != Problem.Entry.class)) {
                continue;
            }
            checked++;
            var schema = schemas.get(name);
            if (name.equals("LiveMessage")) {
                continue; // Members depend on the direction; LiveTest checks every frame.
            }
            var required =
                    StreamSupport.stream(schema.path("required").spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.toCollection(TreeSet::new));
            var members = new TreeSet<String>();
            for (var component : type.getRecordComponents()) {
                var member =
                        PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(
                                component.getName());
                members.add(member);
                var property = schema.path("properties").path(member);
                assertThat(typeOf(component))
                        .as(name + "." + member)
                        .isEqualTo(OpenApiContract.resolve(property).path("type").asText());
                if (!name.endsWith("Request")) {
                    var nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                    assertThat(required.contains(member))
                            .as(name + "." + member + " required")
                            .isEqualTo(!nullable);
                }
            }
            var documented = new ArrayList<String>();
            schema.path("properties").fieldNames().forEachRemaining(documented::add);
            assertThat(members).as(name).isEqualTo(new TreeSet<>(documented));
        }
        assertThat(checked).isGreaterThan(25);
        var views =
                CLASSES.stream()
                        .filter(Class::isRecord)
                        .map(Class::getSimpleName)
                        .filter(
                                n ->
                                        n.endsWith("View")
                                                || n.endsWith("Request")
                                                || n.endsWith("Page")
                                                || n.endsWith("List"));
        assertThat(views).allMatch(schemas::has);
    }

    private static String typeOf(RecordComponent component) {
        var type = component.getType();
        if (type == String.class || type == UUID.class || type == Instant.class) {
            return "string";
        }
        if (type == int.class
                || type == long.class
                || type == Integer.class
                || type == Long.class) {
            return "integer";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        return List.class.isAssignableFrom(type) ? "array" : "object";
    }

    @Test
    void everyProblemIsDocumentedAndWordedInBothLanguages() {
        var documented = new TreeSet<String>();
        OpenApiContract.DOCUMENT
                .at("/components/schemas/Problem/properties/type/enum")
                .forEach(value -> documented.add(value.asText()));
        var inCode =
                Arrays.stream(ProblemType.values())
                        .map(type -> "/problems/" + type.code())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(inCode).isEqualTo(documented);
        var english =
                java.util.ResourceBundle.getBundle(
                                "org.consilium.control.http.problems", Locale.ROOT)
                        .keySet();
        var french =
                java.util.ResourceBundle.getBundle(
                        "org.consilium.control.http.problems", Locale.FRENCH);
        assertThat(new TreeSet<>(french.keySet())).isEqualTo(new TreeSet<>(english));
        var codes =
                OpenApiContract.DOCUMENT
                        .at("/components/schemas/FieldError/properties/code/description")
                        .asText();
        for (var code : codes.split(", ", -1)) {
            assertThat(english).contains("field." + code);
        }
        assertThat(english.stream().filter(key -> key.startsWith("field.")))
                .hasSize(codes.split(", ", -1).length);
        assertThat(Set.of(ProblemType.values())).hasSizeGreaterThan(10);
    }
}
