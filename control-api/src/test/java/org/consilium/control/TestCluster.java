package org.consilium.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.consilium.control.db.DatabaseConfig;
import org.consilium.control.db.EmbeddedPostgres;

/** One PostgreSQL for all tests of this JVM; a database of its own for each class that asks. */
final class TestCluster {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Path DIRECTORY = directory();
    private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start(DIRECTORY, false);

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    SERVER.close();
                                    delete(DIRECTORY);
                                }));
    }

    private TestCluster() {}

    /** Kept between runs only as far as the unpacked programs go. */
    private static Path directory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "postgres-");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static DatabaseConfig freshDatabase() {
        var name = "test_" + COUNT.incrementAndGet();
        SERVER.createDatabase(name);
        return new DatabaseConfig.External(
                SERVER.jdbcUrl(name), EmbeddedPostgres.USER, SERVER.password());
    }

    static void delete(Path tree) {
        try {
            new ProcessBuilder("rm", "-rf", tree.toString()).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
