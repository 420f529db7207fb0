package org.consilium.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Our JSON: snake_case, absent instead of null, instants with milliseconds and Z; reading is strict
 * about everything.
 *
 * <p>Immutable, thread-safe.
 */
public final class Json {
    /** domain.md: nesting ≤ 20. */
    private static final int MAX_NESTING = 20;

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final ObjectMapper STRICT = strict();
    private static final ObjectMapper PLAIN = new ObjectMapper(factory(100));

    private Json() {}

    private static JsonFactory factory(int nesting) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(nesting)
                                .maxNumberLength(40)
                                .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // No excerpt of the body in an exception: it may hold a secret and end in a log.
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    private static ObjectMapper strict() {
        var instants = new SimpleModule();
        instants.addSerializer(new InstantSerializer());
        var mapper =
                JsonMapper.builder(factory(MAX_NESTING))
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .addModule(instants)
                        .build();
        for (var shape :
                List.of(
                        CoercionInputShape.Integer,
                        CoercionInputShape.Float,
                        CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /**
     * Reads a request body.
     *
     * @throws ApiException malformed-json, or validation-failed for unknown members and wrong types
     */
    public static Object read(byte[] body, Type type) {
        var text = decode(body);
        try {
            var value = STRICT.readerFor(STRICT.constructType(type)).readValue(text);
            if (value == null) {
                throw ApiException.invalid("", "required");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw ApiException.invalid(pointer(e), "unknown_member");
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof StreamReadException
                    && !(e.getCause() instanceof InputCoercionException)) {
                throw ApiException.of(ProblemType.MALFORMED_JSON, e);
            }
            throw ApiException.invalid(pointer(e), "wrong_type");
        } catch (JsonProcessingException e) {
            throw ApiException.of(ProblemType.MALFORMED_JSON, e);
        }
    }

    /** Reads a document of another program, leniently: unknown members are its own business. */
    public static JsonNode readTree(byte[] body) {
        try {
            return PLAIN.readTree(decode(body));
        } catch (JsonProcessingException e) {
            throw ApiException.of(ProblemType.MALFORMED_JSON, e);
        }
    }

    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.of(ProblemType.MALFORMED_JSON, e);
        }
    }

    public static byte[] write(Object value) {
        try {
            return STRICT.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass(), e);
        }
    }

    private static String pointer(JsonMappingException e) {
        var pointer = new StringBuilder();
        for (var step : e.getPath()) {
            var name = step.getFieldName();
            pointer.append('/');
            if (name == null) {
                pointer.append(step.getIndex());
            } else {
                // A hostile name may be as long as the body: the answer stays short.
                var shown = name.length() > 60 ? name.substring(0, 60) : name;
                pointer.append(shown.replace("~", "~0").replace("/", "~1"));
            }
        }
        return pointer.toString();
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1;

        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(INSTANT.format(value));
        }
    }
}
