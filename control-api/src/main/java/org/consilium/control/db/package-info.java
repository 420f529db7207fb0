/**
 * The database: pool, schema migrations and transactions, and the PostgreSQL server this program
 * runs itself when it is not given one.
 *
 * <p>The only package that knows Hibernate's own classes, HikariCP, Flyway and the packed
 * PostgreSQL tree. Features see {@link jakarta.persistence.EntityManager} inside {@link
 * org.consilium.control.db.Database#call}.
 */
@NullMarked
package org.consilium.control.db;

import org.jspecify.annotations.NullMarked;
