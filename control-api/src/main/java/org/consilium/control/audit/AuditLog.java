package org.consilium.control.audit;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import org.consilium.control.http.Json;
import org.consilium.control.http.Secrets;

/**
 * Appends to and verifies the chain: {@code hash = SHA-256(prev_hash ‖ canonical JSON of the
 * event)}.
 *
 * <p>The head row of an organisation is locked until the transaction ends, so entries of one
 * organisation are written one after the other and none is lost between them. Thread-safe.
 */
public final class AuditLog {
    private final Secrets secrets;
    private final InstantSource clock;

    public AuditLog(Secrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Member order is the canonical order. */
    private record Canonical(
            String orgId,
            long seq,
            Instant at,
            String actorRef,
            String actorRole,
            String action,
            String objectKind,
            String objectId,
            String outcome,
            String ipHash,
            String requestId) {

        byte[] hash(byte[] previous) {
            var json = Json.write(this);
            var both = Arrays.copyOf(previous, previous.length + json.length);
            System.arraycopy(json, 0, both, previous.length, json.length);
            return Secrets.digest(both);
        }
    }

    public void append(EntityManager session, AuditEntry entry) {
        session.createNativeQuery(
                        """
                        insert into audit_head (org_id, seq, hash) values (:org, 0, :zero)
                        on conflict (org_id) do nothing
                        """)
                .setParameter("org", entry.orgId())
                .setParameter("zero", new byte[32])
                .executeUpdate();
        var head =
                (Object[])
                        session.createNativeQuery(
                                        "select seq, hash from audit_head where org_id = :org for update",
                                        Object[].class)
                                .setParameter("org", entry.orgId())
                                .getSingleResult();
        var seq = ((Number) head[0]).longValue() + 1;
        var previous = (byte[]) head[1];
        var event =
                new Canonical(
                        entry.orgId().toString(),
                        seq,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        entry.actorRef(),
                        entry.actorRole(),
                        entry.action(),
                        entry.objectKind(),
                        entry.objectId(),
                        entry.outcome().name().toLowerCase(Locale.ROOT),
                        secrets.addressHash(entry.context().address()),
                        entry.context().requestId());
        var hash = event.hash(previous);
        session.createNativeQuery(
                        """
                        insert into audit_event (org_id, seq, at, actor_ref, actor_role, action, object_kind,
                          object_id, outcome, ip_hash, request_id, prev_hash, hash)
                        values (:org, :seq, :at, :actor, :role, :action, :kind, :object, :outcome, :ip,
                          :request, :previous, :hash)
                        """)
                .setParameter("org", entry.orgId())
                .setParameter("seq", seq)
                .setParameter("at", event.at())
                .setParameter("actor", event.actorRef())
                .setParameter("role", event.actorRole())
                .setParameter("action", event.action())
                .setParameter("kind", event.objectKind())
                .setParameter("object", event.objectId())
                .setParameter("outcome", event.outcome())
                .setParameter("ip", event.ipHash())
                .setParameter("request", event.requestId())
                .setParameter("previous", previous)
                .setParameter("hash", hash)
                .executeUpdate();
        session.createNativeQuery(
                        "update audit_head set seq = :seq, hash = :hash where org_id = :org")
                .setParameter("seq", seq)
                .setParameter("hash", hash)
                .setParameter("org", entry.orgId())
                .executeUpdate();
    }

    /**
     * Returns the sequence number of the first event that was changed, removed or put in, if any.
     */
    public OptionalLong firstBrokenLink(EntityManager session, UUID orgId) {
        @SuppressWarnings("unchecked") // Hibernate's raw list of native rows.
        var rows =
                (List<Object[]>)
                        session.createNativeQuery(
                                        """
                                        select seq, at, actor_ref, actor_role, action, object_kind, object_id, outcome,
                                          ip_hash, request_id, hash
                                        from audit_event where org_id = :org order by seq
                                        """,
                                        Object[].class)
                                .setParameter("org", orgId)
                                .getResultList();
        var previous = new byte[32];
        var expected = 1L;
        for (var row : rows) {
            var seq = ((Number) row[0]).longValue();
            var event =
                    new Canonical(
                            orgId.toString(),
                            seq,
                            (Instant) row[1],
                            (String) row[2],
                            (String) row[3],
                            (String) row[4],
                            (String) row[5],
                            (String) row[6],
                            (String) row[7],
                            (String) row[8],
                            (String) row[9]);
            if (seq != expected || !Arrays.equals(event.hash(previous), (byte[]) row[10])) {
                return OptionalLong.of(expected);
            }
            previous = (byte[]) row[10];
            expected++;
        }
        return OptionalLong.empty();
    }
}
