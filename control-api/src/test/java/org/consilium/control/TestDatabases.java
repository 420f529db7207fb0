package org.consilium.control;

import org.consilium.control.db.DatabaseConfig;

/** {@link TestCluster} for tests in other packages. */
public final class TestDatabases {
    private TestDatabases() {}

    public static DatabaseConfig fresh() {
        return TestCluster.freshDatabase();
    }
}
