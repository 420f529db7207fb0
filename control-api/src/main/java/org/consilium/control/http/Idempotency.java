package org.consilium.control.http;

import jakarta.persistence.EntityManager;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.consilium.control.db.Database;

/**
 * Creating calls that take effect once however often they are sent (header {@code
 * Idempotency-Key}).
 *
 * <p>Record and effect are one transaction: the record's unique key makes a second call of the same
 * key wait for the first one, and a crash leaves both or neither. Answers are stored encrypted,
 * since they may hold a secret that is stored nowhere else.
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final String LABEL = "idempotency";

    private final Database database;
    private final Secrets secrets;
    private final InstantSource clock;

    public Idempotency(Database database, Secrets secrets, InstantSource clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Creates once and answers 201; a repetition gets the stored answer. */
    public Response create(
            ContainerRequestContext call, Object request, Function<EntityManager, Object> work) {
        var caller = Caller.of(call);
        var key = key(call);
        var methodPath = call.getMethod() + " /" + call.getUriInfo().getPath();
        var digest = Secrets.digest(Json.write(request));
        var context = caller.principal() + " " + key;
        return database.call(
                session -> {
                    if (!begin(session, caller.principal(), key, methodPath, digest)) {
                        return replay(session, caller.principal(), key, methodPath, digest);
                    }
                    var answer = Json.write(work.apply(session));
                    session.createNativeQuery(
                                    """
                                    update idempotency_record set status = 201, response_enc = :answer
                                    where principal = :principal and key = :key
                                    """)
                            .setParameter("answer", secrets.seal(LABEL, context, answer))
                            .setParameter("principal", caller.principal())
                            .setParameter("key", key)
                            .executeUpdate();
                    return created(answer, false);
                });
    }

    private static UUID key(ContainerRequestContext call) {
        var header = call.getHeaderString("Idempotency-Key");
        var key = header == null ? null : Checks.uuid(header);
        if (key == null) {
            throw ApiException.of(ProblemType.BAD_REQUEST);
        }
        return key;
    }

    private boolean begin(
            EntityManager session, String principal, UUID key, String methodPath, byte[] digest) {
        return session.createNativeQuery(
                                """
                                insert into idempotency_record
                                  (principal, key, method_path, request_sha256, expires_at)
                                values (:principal, :key, :path, :digest, :expires)
                                on conflict (principal, key) do nothing
                                """)
                        .setParameter("principal", principal)
                        .setParameter("key", key)
                        .setParameter("path", methodPath)
                        .setParameter("digest", digest)
                        .setParameter("expires", clock.instant().plus(KEPT))
                        .executeUpdate()
                == 1;
    }

    private Response replay(
            EntityManager session, String principal, UUID key, String methodPath, byte[] digest) {
        var row =
                (Object[])
                        session.createNativeQuery(
                                        """
                                        select method_path, request_sha256, response_enc from idempotency_record
                                        where principal = :principal and key = :key
                                        """,
                                        Object[].class)
                                .setParameter("principal", principal)
                                .setParameter("key", key)
                                .getSingleResult();
        if (!methodPath.equals(row[0]) || !Arrays.equals(digest, (byte[]) row[1])) {
            throw ApiException.of(ProblemType.IDEMPOTENCY_KEY_REUSED);
        }
        var answer = secrets.open(LABEL, principal + " " + key, (byte[]) row[2]);
        return created(answer, true);
    }

    private static Response created(byte[] answer, boolean replayed) {
        var response =
                Response.status(Response.Status.CREATED)
                        .type(MediaType.APPLICATION_JSON)
                        .entity(new JsonBody.StoredJson(answer));
        if (replayed) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.build();
    }

    /** Forgets records past their time. */
    public int sweep(Instant now) {
        return database.call(
                session ->
                        session.createNativeQuery(
                                        "delete from idempotency_record where expires_at < :now")
                                .setParameter("now", now)
                                .executeUpdate());
    }
}
