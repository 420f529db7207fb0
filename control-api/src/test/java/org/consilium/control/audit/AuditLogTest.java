package org.consilium.control.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.consilium.control.TestDatabases;
import org.consilium.control.db.Database;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Secrets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static Database database;
    private final AuditLog audit = new AuditLog(new Secrets(new byte[32]), InstantSource.system());

    @BeforeAll
    static void open() {
        database = Database.open(TestDatabases.fresh(), List.of());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private UUID organisationWith(int events) {
        var org = UUID.randomUUID();
        database.run(
                session ->
                        session.createNativeQuery(
                                        """
                                        insert into organisation values (:id, 'x', :slug, 'fr', 'UTC', 0, now(), now())
                                        """)
                                .setParameter("id", org)
                                .setParameter("slug", org.toString())
                                .executeUpdate());
        for (var i = 0; i < events; i++) {
            var object = "o" + i;
            database.run(session -> audit.append(session, entry(org, object)));
        }
        return org;
    }

    private static AuditEntry entry(UUID org, String object) {
        return new AuditEntry(
                org,
                "user:1",
                "doctor",
                "consult.open",
                "consult",
                object,
                AuditEntry.Outcome.SUCCESS,
                new CallContext("192.0.2.1", "r"));
    }

    @Test
    void chainsEventsAndFindsTheFirstChangedOne() {
        var org = organisationWith(5);
        assertThat(firstBrokenLink(org)).isEmpty();
        database.run(
                session -> {
                    withoutTriggers(session);
                    session.createNativeQuery(
                                    "update audit_event set object_id = 'forged' where org_id = :org and seq = 3")
                            .setParameter("org", org)
                            .executeUpdate();
                });
        assertThat(firstBrokenLink(org)).hasValue(3);
    }

    private OptionalLong firstBrokenLink(UUID org) {
        return database.call(session -> audit.firstBrokenLink(session, org));
    }

    @Test
    void findsAMissingEvent() {
        var org = organisationWith(4);
        database.run(
                session -> {
                    withoutTriggers(session);
                    session.createNativeQuery(
                                    "delete from audit_event where org_id = :org and seq = 2")
                            .setParameter("org", org)
                            .executeUpdate();
                });
        assertThat(firstBrokenLink(org)).hasValue(2);
    }

    /** What only a superuser of the database can do. */
    private static void withoutTriggers(EntityManager session) {
        session.createNativeQuery("set local session_replication_role = replica").executeUpdate();
    }

    @Test
    void theDatabaseItselfRefusesChanges() {
        organisationWith(1);
        for (var statement :
                List.of(
                        "update audit_event set seq = 9",
                        "delete from audit_event",
                        "truncate audit_event",
                        "delete from attendance")) {
            assertThatThrownBy(
                            () ->
                                    database.run(
                                            session ->
                                                    session.createNativeQuery(statement)
                                                            .executeUpdate()))
                    .as(statement)
                    .hasStackTraceContaining("never changed");
        }
    }
}
