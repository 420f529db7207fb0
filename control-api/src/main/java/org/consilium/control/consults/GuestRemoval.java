package org.consilium.control.consults;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.UUID;

/** Told within the transaction in which a lead takes a guest out, so that their link closes too. */
public interface GuestRemoval {
    void removed(EntityManager session, UUID invitationId, Instant now);
}
