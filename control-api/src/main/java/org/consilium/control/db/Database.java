package org.consilium.control.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * The open database: every access is one transaction in {@link #call} or {@link #run}.
 *
 * <p>Thread-safe. Opening migrates the schema to this program's version; a schema that does not
 * match the entities refuses to start.
 */
public final class Database implements AutoCloseable {
    /**
     * Requests run on virtual threads, so the pool is what bounds work on the server. Sixteen
     * transactions at once saturate a small machine; more only queue inside PostgreSQL.
     */
    private static final int MAX_CONNECTIONS = 16;

    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    private final @Nullable EmbeddedPostgres server;
    private final HikariDataSource pool;
    private final EntityManagerFactory entities;

    private Database(
            @Nullable EmbeddedPostgres server,
            HikariDataSource pool,
            EntityManagerFactory entities) {
        this.server = server;
        this.pool = pool;
        this.entities = entities;
    }

    /** The server where it is ours, and the pool towards a schema of this program's version. */
    private record Started(@Nullable EmbeddedPostgres server, HikariDataSource pool) {
        void close() {
            pool.close();
            if (server != null) {
                server.close();
            }
        }
    }

    /**
     * Starts the server where it is ours, migrates, and opens the pool. Meanwhile the entities are
     * read: each takes about as long as the other, and neither needs it until the end.
     */
    public static Database open(DatabaseConfig config, List<Class<?>> entityClasses) {
        var starting = new FutureTask<>(() -> start(config));
        Thread.ofPlatform().name("database-start").start(starting);
        try {
            var entities =
                    entities(new AwaitedDataSource(() -> await(starting).pool()), entityClasses);
            var started = await(starting);
            return new Database(started.server(), started.pool(), entities);
        } catch (RuntimeException e) {
            // Where the start failed, its own words say why.
            await(starting).close();
            throw e;
        }
    }

    private static Started await(FutureTask<Started> starting) {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot open the database", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database was opened", e);
        }
    }

    private static Started start(DatabaseConfig config) {
        return switch (config) {
            case DatabaseConfig.Embedded embedded -> {
                var server = EmbeddedPostgres.start(embedded.directory(), embedded.durable());
                try {
                    server.createDatabase("consilium");
                    yield new Started(
                            server,
                            migrated(
                                    server.jdbcUrl("consilium"),
                                    EmbeddedPostgres.USER,
                                    server.password()));
                } catch (RuntimeException e) {
                    server.close();
                    throw e;
                }
            }
            case DatabaseConfig.External external ->
                    new Started(
                            null,
                            migrated(external.jdbcUrl(), external.user(), external.password()));
        };
    }

    private static HikariDataSource migrated(String jdbcUrl, String user, String password) {
        var settings = new HikariConfig();
        settings.setJdbcUrl(jdbcUrl);
        settings.setUsername(user);
        settings.setPassword(password);
        settings.setMaximumPoolSize(MAX_CONNECTIONS);
        settings.setMinimumIdle(2);
        settings.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        settings.setAutoCommit(false);
        settings.addDataSourceProperty("reWriteBatchedInserts", "true");
        settings.addDataSourceProperty("tcpKeepAlive", "true");
        settings.addDataSourceProperty("ApplicationName", "consilium");
        var pool = new HikariDataSource(settings);
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:db/migration")
                    .validateMigrationNaming(true)
                    .load()
                    .migrate();
            return pool;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static EntityManagerFactory entities(DataSource source, List<Class<?>> entityClasses) {
        var configuration = new PersistenceConfiguration("consilium");
        entityClasses.forEach(configuration::managedClass);
        configuration
                .property("jakarta.persistence.nonJtaDataSource", source)
                // It would ask the database first of all what it is.
                .property("hibernate.boot.allow_jdbc_metadata_access", false)
                .property("jakarta.persistence.database-product-name", "PostgreSQL")
                .property("hibernate.connection.provider_disables_autocommit", true)
                .property("hibernate.hbm2ddl.auto", "validate")
                .property("hibernate.jdbc.time_zone", "UTC")
                .property("hibernate.physical_naming_strategy", snakeCase())
                .property("hibernate.jpa.compliance.query", false);
        return configuration.createEntityManagerFactory();
    }

    private static Object snakeCase() {
        return new org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl();
    }

    /**
     * Runs {@code work} in one transaction: committed when it returns, rolled back when it throws.
     */
    public <T extends @Nullable Object> T call(Function<EntityManager, T> work) {
        return entities.callInTransaction(work);
    }

    /** {@link #call} without a result. */
    public void run(Consumer<EntityManager> work) {
        entities.runInTransaction(work);
    }

    @Override
    public void close() {
        entities.close();
        pool.close();
        if (server != null) {
            server.close();
        }
    }
}
