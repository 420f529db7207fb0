package org.consilium.control.audit;

import java.util.UUID;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;

/** What is written about one act. No names, no clinical text, no secrets. */
public record AuditEntry(
        UUID orgId,
        String actorRef,
        String actorRole,
        String action,
        String objectKind,
        String objectId,
        Outcome outcome,
        CallContext context) {

    /** How it ended. */
    public enum Outcome {
        SUCCESS,
        DENIED,
        ERROR
    }

    /** A successful act of a known caller. */
    public static AuditEntry of(
            Caller caller, String action, String objectKind, Object objectId, CallContext context) {
        return new AuditEntry(
                caller.orgId(),
                caller.principal(),
                caller.roleName(),
                action,
                objectKind,
                objectId.toString(),
                Outcome.SUCCESS,
                context);
    }
}
