package org.consilium.control.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads a body whose exact bytes matter, such as one covered by a signature. */
public final class SignedBody {
    /**
     * A webhook is some hundred bytes. With metadata of room and participant at their limits, all
     * of it escaped, it is several megabytes; refusing those would lose who came and went.
     */
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private SignedBody() {}

    /** Takes what a refused caller still sends, up to a bound, so that it sees the answer. */
    public static void drop(InputStream in) {
        try {
            JsonBody.drop(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] read(InputStream in) {
        try {
            return JsonBody.readBounded(in, MAX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
