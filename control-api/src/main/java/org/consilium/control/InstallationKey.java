package org.consilium.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The one secret of this installation, from which every other key is derived: 32 random bytes in a
 * file only its owner can read.
 */
final class InstallationKey {
    private static final int BYTES = 32;

    private InstallationKey() {}

    static byte[] load(Path directory) {
        var file = directory.resolve("installation.key");
        try {
            Files.createDirectories(directory);
            if (!Files.exists(file)) {
                create(directory, file);
            }
            var key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new IllegalStateException(file + " does not hold " + BYTES + " bytes");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make " + file, e);
        }
    }

    private static void create(Path directory, Path file) throws IOException {
        var key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Whole or not at all, also when the machine stops in between.
        var partial = Files.createTempFile(directory, "installation", ".partial", ownerOnly);
        Files.write(partial, key);
        try {
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException ignored) {
            // Another process was first; its key is the one.
            return;
        } finally {
            Files.delete(partial);
        }
    }
}
