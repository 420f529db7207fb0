package org.consilium.control.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads a body whose exact bytes matter, such as one covered by a signature. */
public final class SignedBody {
    /** A room webhook is some hundred bytes, with long metadata some tens of kilobytes. */
    private static final int MAX_BYTES = 256 * 1024;

    private SignedBody() {}

    public static byte[] read(InputStream in) {
        try {
            return JsonBody.readBounded(in, MAX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
