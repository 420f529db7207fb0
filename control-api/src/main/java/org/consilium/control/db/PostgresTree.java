package org.consilium.control.db;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked from the class path into a directory named by the digest of
 * what was packed, so that a new version never mixes with an old one and an unpacking cut short is
 * not mistaken for a whole one.
 */
final class PostgresTree {
    private PostgresTree() {}

    /**
     * Returns the directory holding {@code bin/initdb}, {@code bin/pg_ctl} and {@code
     * bin/postgres}.
     */
    static Path unpack(Path parent) {
        var resource = "/postgres-linux-" + architecture() + ".txz";
        try (var packed = PostgresTree.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IllegalStateException(
                        "no PostgreSQL for this machine in the program ("
                                + resource
                                + "): give an external database instead");
            }
            return unpack(parent, packed);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL into " + parent, e);
        }
    }

    private static Path unpack(Path parent, InputStream packed) throws IOException {
        Files.createDirectories(parent);
        // The digest is read first: the usual start finds the tree unpacked and reads no further.
        var bytes = packed.readAllBytes();
        var home = parent.resolve("postgres-" + digest(bytes).substring(0, 16));
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        var partial = Files.createTempDirectory(parent, "unpacking-");
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(bytes)))) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                write(partial, tar, entry);
            }
        }
        // Readable by the unprivileged user the server may have to run as.
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteTree(partial);
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw e;
            }
        }
        return home;
    }

    private static void write(Path root, TarArchiveInputStream tar, TarArchiveEntry entry)
            throws IOException {
        var target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("archive entry outside its tree: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        var folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            Set<PosixFilePermission> mode =
                    PosixFilePermissions.fromString(
                            (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
            Files.setPosixFilePermissions(target, mode);
        }
    }

    private static String architecture() {
        var name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            for (var path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
