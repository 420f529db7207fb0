package org.consilium.control.db;

import java.nio.file.Path;

/** Which PostgreSQL to use. */
public sealed interface DatabaseConfig {

    /**
     * A server this program unpacks, starts, watches and stops.
     *
     * @param directory owned by this program alone; created when absent
     * @param durable false only in tests: no fsync, so that a power cut may lose data
     */
    record Embedded(Path directory, boolean durable) implements DatabaseConfig {}

    /** A server somebody else runs. */
    record External(String jdbcUrl, String user, String password) implements DatabaseConfig {
        @Override
        public String toString() {
            return "External[" + user + "]"; // Neither password nor an URL that may hold one.
        }
    }
}
