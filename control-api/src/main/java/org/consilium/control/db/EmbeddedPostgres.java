package org.consilium.control.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server in a directory of ours: made on first use, started, watched and stopped
 * by this program.
 *
 * <p>It listens on the loopback address only, on a free port, and asks for a generated password
 * (SCRAM) that lies beside the data with mode 0600. Data are synced to disk; killing this program
 * or the server with SIGKILL at any moment loses nothing that was committed. A server left over by
 * a killed program is stopped before the next start, and one that dies is started again on its
 * port, so that connection pools recover by themselves.
 *
 * <p>PostgreSQL refuses to run as root: then it runs in a user namespace of its own, or where those
 * are forbidden as the user "nobody". Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String USER = "consilium";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int NOBODY = 65534;
    private static final int START_ATTEMPTS = 3;

    private final Path cluster;
    private final Path home;
    private final Path log;
    private final List<String> prefix;
    private final String password;
    private final FileChannel lock;
    private final int port;
    private volatile boolean stopping;

    private EmbeddedPostgres(
            Path cluster,
            Path home,
            Path log,
            List<String> prefix,
            String password,
            FileChannel lock,
            int port) {
        this.cluster = cluster;
        this.home = home;
        this.log = log;
        this.prefix = prefix;
        this.password = password;
        this.lock = lock;
        this.port = port;
    }

    /**
     * Starts the server of a directory, making it first where it is empty.
     *
     * @throws IllegalStateException when another program holds the directory or the server does not
     *     start
     */
    public static EmbeddedPostgres start(Path directory, boolean durable) {
        try {
            var root = Files.createDirectories(directory.toAbsolutePath().normalize());
            var lock = lock(root.resolve("lock"));
            try {
                return start(root, durable, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL in " + directory, e);
        }
    }

    private static EmbeddedPostgres start(Path root, boolean durable, FileChannel lock)
            throws IOException {
        var home = PostgresTree.unpack(root.resolve("programs"));
        var prefix = unprivilegedPrefix();
        var cluster = root.resolve("cluster");
        var log = root.resolve("log");
        var passwordFile = root.resolve("password");
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialise(home, prefix, root, cluster, passwordFile, durable);
        }
        Files.createDirectories(log);
        giveTo(prefix, log);
        var password = Files.readString(passwordFile).strip();
        stopLeftOver(home, prefix, cluster);
        for (var attempt = 1; ; attempt++) {
            var port = freePort();
            var server = new EmbeddedPostgres(cluster, home, log, prefix, password, lock, port);
            server.writeSettings(durable);
            try {
                server.startServer();
                server.watch();
                return server;
            } catch (IllegalStateException e) {
                // Another process may have taken the port, or orphans of a killed server still
                // hold its shared memory for a moment.
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("this very program holds {}", file, e);
        }
        channel.close();
        throw new IllegalStateException(
                "another program is using the database in " + file.getParent());
    }

    private static void initialise(
            Path home,
            List<String> prefix,
            Path root,
            Path cluster,
            Path passwordFile,
            boolean durable)
            throws IOException {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        if (!Files.exists(passwordFile)) {
            var secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            var partial = root.resolve("password.partial");
            Files.deleteIfExists(partial);
            Files.createFile(partial, ownerOnly);
            Files.writeString(partial, HexFormat.of().formatHex(secret));
            Files.move(partial, passwordFile);
        }
        // Made aside and renamed, so that a start cut short is simply done again.
        var partial = root.resolve("cluster.partial");
        run(List.of("rm", "-rf", partial.toString()));
        Files.createDirectory(
                partial,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        giveTo(prefix, partial);
        var handedPassword = root.resolve("password.initdb");
        Files.deleteIfExists(handedPassword);
        Files.createFile(handedPassword, ownerOnly);
        try {
            Files.copy(Files.newInputStream(passwordFile), handedPassword, REPLACE);
            giveTo(prefix, handedPassword);
            var command = new ArrayList<>(prefix);
            command.addAll(
                    List.of(
                            home.resolve("bin/initdb").toString(),
                            "--auth=scram-sha-256",
                            "--username=" + USER,
                            "--pwfile=" + handedPassword,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums",
                            // One call for the whole cluster instead of one for each of its files.
                            "--sync-method=syncfs",
                            "-D",
                            partial.toString()));
            if (!durable) {
                command.add("--no-sync");
            }
            run(command);
        } finally {
            Files.deleteIfExists(handedPassword);
        }
        Files.writeString(
                partial.resolve("postgresql.conf"),
                "\ninclude 'consilium.conf'\n",
                StandardOpenOption.APPEND);
        Files.writeString(partial.resolve("consilium.conf"), "");
        Files.move(partial, cluster);
    }

    private static final java.nio.file.CopyOption REPLACE =
            java.nio.file.StandardCopyOption.REPLACE_EXISTING;

    private void writeSettings(boolean durable) throws IOException {
        var settings =
                """
                # Written anew at every start.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                port = %d
                password_encryption = 'scram-sha-256'
                max_connections = 60
                shared_buffers = '64MB'
                timezone = 'UTC'
                log_timezone = 'UTC'
                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = '1d'
                log_statement = 'none'
                log_parameter_max_length = 0
                log_parameter_max_length_on_error = 0
                log_min_error_statement = 'panic'
                """
                        .formatted(port, log.toString().replace("'", "''"));
        if (!durable) {
            settings += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";
        }
        Files.writeString(cluster.resolve("consilium.conf"), settings);
    }

    private void startServer() {
        var output = log.resolve("start.log");
        run(
                control(
                        home,
                        prefix,
                        cluster,
                        List.of("-l", output.toString(), "-w", "-t", "60", "start")));
    }

    private static List<String> control(
            Path home, List<String> prefix, Path cluster, List<String> arguments) {
        var command = new ArrayList<>(prefix);
        command.add(home.resolve("bin/pg_ctl").toString());
        command.addAll(List.of("-s", "-D", cluster.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Restarts the server if it ends while it should not: killed by an operator or for memory. */
    private void watch() {
        var process = running(cluster);
        if (process == null) {
            throw new IllegalStateException("PostgreSQL ended right after its start, see " + log);
        }
        var unused =
                process.onExit()
                        .thenRunAsync(
                                this::restart,
                                task -> Thread.ofVirtual().name("postgres-watch").start(task));
    }

    private void restart() {
        for (var attempt = 1; !stopping; attempt++) {
            LOG.warn("PostgreSQL ended unexpectedly; starting it again (attempt {})", attempt);
            try {
                startServer();
                watch();
                return;
            } catch (IllegalStateException e) {
                LOG.error("PostgreSQL did not start again", e);
                try {
                    TimeUnit.MILLISECONDS.sleep(Math.min(200L * attempt, 5_000));
                } catch (InterruptedException ignored) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static void stopLeftOver(Path home, List<String> prefix, Path cluster) {
        if (running(cluster) != null) {
            LOG.info("stopping the PostgreSQL server a killed program left over");
            run(control(home, prefix, cluster, List.of("-m", "fast", "-w", "-t", "60", "stop")));
        }
    }

    /** The process of postmaster.pid, if it lives and is a PostgreSQL server. */
    private static @Nullable ProcessHandle running(Path cluster) {
        try {
            var file = cluster.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return null;
            }
            var lines = Files.readAllLines(file);
            var pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
            // A number may have been given to another program since the machine restarted.
            var commandLine = Path.of("/proc/" + pid + "/cmdline");
            if (!Files.exists(commandLine)
                    || !Files.readString(commandLine).contains(cluster.toString())) {
                return null;
            }
            return ProcessHandle.of(pid).orElse(null);
        } catch (IOException | NumberFormatException e) {
            LOG.debug("no running server in {}", cluster, e);
            return null;
        }
    }

    /** What goes in front of a command so that it does not run as root. */
    private static List<String> unprivilegedPrefix() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return List.of("unshare", "-U");
        }
        var nobody = Integer.toString(NOBODY);
        var prefix = List.of("setpriv", "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups");
        var probe = new ArrayList<>(prefix);
        probe.add("true");
        if (succeeds(probe)) {
            return prefix;
        }
        throw new IOException(
                "PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv' works"
                        + " here: start this program as an ordinary user");
    }

    private static void giveTo(List<String> prefix, Path path) {
        if (!prefix.isEmpty() && prefix.getFirst().equals("setpriv")) {
            run(List.of("chown", "-R", NOBODY + ":" + NOBODY, path.toString()));
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            LOG.debug("{} is not there", command.getFirst(), e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void run(List<String> command) {
        try {
            // To a file, not a pipe: the server inherits it and outlives this command.
            var output = Files.createTempFile("consilium-postgres", ".log");
            try {
                var process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .redirectInput(
                                        ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                                .start();
                if (!process.waitFor(90, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " did not end within 90 s");
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            command
                                    + " failed with "
                                    + process.exitValue()
                                    + ": "
                                    + Files.readString(output).strip());
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Makes a database of this name, of letters, digits and underscores, unless it is there. */
    public void createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,60}")) {
            throw new IllegalArgumentException("not a plain database name: " + name);
        }
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, password);
                var query =
                        connection.prepareStatement(
                                "select 1 from pg_database where datname = ?")) {
            query.setString(1, name);
            try (var rows = query.executeQuery()) {
                if (rows.next()) {
                    return;
                }
            }
            try (var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the database " + name, e);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String password() {
        return password;
    }

    /** Process id of the server; for tests that kill it. */
    public long pid() {
        var process = running(cluster);
        return process == null ? -1 : process.pid();
    }

    /** Stops the server; transactions still running are rolled back. */
    @Override
    public void close() {
        stopping = true;
        try {
            run(control(home, prefix, cluster, List.of("-m", "fast", "-w", "-t", "60", "stop")));
        } catch (IllegalStateException e) {
            LOG.warn("PostgreSQL did not stop as asked", e);
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
