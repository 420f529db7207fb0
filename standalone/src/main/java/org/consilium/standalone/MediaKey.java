package org.consilium.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key that the control API signs with and the media server verifies with.
 *
 * @param id told in the clear as {@code iss}
 * @param secret at least 32 bytes, but for the well-known one of a development machine
 */
record MediaKey(String id, String secret) {
    /** Known to everybody who knows the client protocol; never outside {@code --dev}. */
    static final MediaKey DEVELOPMENT = new MediaKey("devkey", "secret");

    private static final int SECRET_BYTES = 36;

    /** The key of this installation; made at the first start, readable by its owner only. */
    static MediaKey ofInstallation(Path dataDirectory) {
        Path file = dataDirectory.resolve("media.key");
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            String[] parts = Files.readString(file).strip().split(":", 2);
            if (parts.length != 2 || parts[1].length() < 32) {
                throw new IllegalStateException(
                        file + " does not hold a key; remove it and a new one is made");
            }
            return new MediaKey(parts[0], parts[1]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write " + file, e);
        }
    }

    private static void write(Path file) throws IOException {
        var random = new SecureRandom();
        var id = new byte[9];
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        Path unfinished =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        "media",
                        ".key",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                unfinished,
                "K" + base64.encodeToString(id) + ":" + base64.encodeToString(secret) + "\n",
                StandardCharsets.US_ASCII);
        Files.move(unfinished, file);
    }

    @Override
    public String toString() {
        return "MediaKey[" + id + "]"; // Never the secret.
    }
}
