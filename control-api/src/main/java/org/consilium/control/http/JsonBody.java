package org.consilium.control.http;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Our records to and from JSON bodies. */
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, "application/problem+json"})
final class JsonBody implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
    /** domain.md: body ≤ 64 KiB except uploads. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_DRAINED_BYTES = 1024 * 1024;

    @Override
    public boolean isReadable(
            Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream in)
            throws IOException {
        return Json.read(readBounded(in, MAX_BYTES), generic);
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord() || type == StoredJson.class;
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException, WebApplicationException {
        out.write(value instanceof StoredJson stored ? stored.bytes() : Json.write(value));
    }

    static byte[] readBounded(InputStream in, int max) throws IOException {
        var bytes = in.readNBytes(max + 1);
        if (bytes.length > max) {
            drop(in);
            throw ApiException.of(ProblemType.PAYLOAD_TOO_LARGE);
        }
        return bytes;
    }

    /** Most clients read the answer only after they have sent everything. */
    static void drop(InputStream in) throws IOException {
        try {
            in.skipNBytes(MAX_DRAINED_BYTES);
        } catch (EOFException ignored) {
            // That was all.
        }
    }

    /** An answer kept from before, already JSON. */
    static final class StoredJson {
        private final byte[] bytes;

        StoredJson(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }
}
