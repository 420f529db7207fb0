package org.consilium.control.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;

/** Who asks, established by {@link AccessFilter} from the access token. */
public sealed interface Caller {
    UUID orgId();

    /** Key for idempotency records, rate limits and the audit log. */
    String principal();

    /** Role name for the audit log. */
    String roleName();

    /** A person with an account. */
    record Staff(UUID orgId, UUID userId, Role role, UUID familyId) implements Caller {
        @Override
        public String principal() {
            return "user:" + userId;
        }

        @Override
        public String roleName() {
            return role.wireName();
        }
    }

    /** Somebody who entered one consult by link. */
    record Guest(UUID orgId, UUID consultId, String participantRef) implements Caller {
        @Override
        public String principal() {
            return "guest:" + participantRef;
        }

        @Override
        public String roleName() {
            return "guest";
        }
    }

    static Caller of(ContainerRequestContext request) {
        if (request.getProperty(AccessFilter.CALLER) instanceof Caller caller) {
            return caller;
        }
        throw ApiException.of(ProblemType.UNAUTHENTICATED);
    }

    static Staff staff(ContainerRequestContext request) {
        return switch (of(request)) {
            case Staff staff -> staff;
            case Guest ignored -> throw ApiException.of(ProblemType.FORBIDDEN);
        };
    }
}
