package org.consilium.control.db;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.consilium.control.TestDatabases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an opening fails. */
class DatabaseTest {
    @Entity
    static class TableThatNoMigrationMakes {
        @Id UUID id = UUID.randomUUID();
    }

    @Test
    void aSchemaThatDoesNotMatchTheEntitiesRefusesToStart() {
        assertThatExceptionOfType(PersistenceException.class)
                .isThrownBy(
                        () ->
                                Database.open(
                                        TestDatabases.fresh(),
                                        List.of(TableThatNoMigrationMakes.class)))
                .havingRootCause()
                .withMessageContaining("table_that_no_migration_makes]");
    }

    @Test
    void whatKeepsTheServerFromStartingIsToldInItsOwnWords(@TempDir Path directory)
            throws Exception {
        try (var channel =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            var unused = channel.lock();
            assertThatIllegalStateException()
                    .isThrownBy(
                            () ->
                                    Database.open(
                                            new DatabaseConfig.Embedded(directory, false),
                                            List.of()))
                    .withMessageContaining("another program is using the database");
        }
    }
}
