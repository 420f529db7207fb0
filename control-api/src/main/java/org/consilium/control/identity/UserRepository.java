package org.consilium.control.identity;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries on accounts and what belongs to them, within the caller's transaction. */
final class UserRepository {
    Optional<Organisation> organisation(EntityManager session) {
        return session.createQuery("from Organisation order by id", Organisation.class)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    Optional<UserAccount> byId(EntityManager session, UUID orgId, UUID userId) {
        return Optional.ofNullable(session.find(UserAccount.class, userId))
                .filter(user -> user.orgId.equals(orgId));
    }

    Optional<UserAccount> byEmail(EntityManager session, UUID orgId, String emailNorm) {
        return session.createQuery(
                        "from UserAccount where orgId = :org and emailNorm = :email",
                        UserAccount.class)
                .setParameter("org", orgId)
                .setParameter("email", emailNorm)
                .getResultStream()
                .findFirst();
    }

    boolean hasAdministrator(EntityManager session, UUID orgId) {
        return session.createQuery(
                                "select count(u) from UserAccount u where u.orgId = :org and u.primaryRole = 'admin'",
                                Long.class)
                        .setParameter("org", orgId)
                        .getSingleResult()
                > 0;
    }

    List<UserAccount> page(
            EntityManager session,
            UUID orgId,
            @Nullable String afterName,
            @Nullable UUID afterId,
            int limit) {
        if (afterName == null || afterId == null) {
            return session.createQuery(
                            "from UserAccount where orgId = :org order by displayName, id",
                            UserAccount.class)
                    .setParameter("org", orgId)
                    .setMaxResults(limit)
                    .getResultList();
        }
        return session.createQuery(
                        """
                        from UserAccount where orgId = :org
                          and (displayName > :name or (displayName = :name and id > :id))
                        order by displayName, id
                        """,
                        UserAccount.class)
                .setParameter("org", orgId)
                .setParameter("name", afterName)
                .setParameter("id", afterId)
                .setMaxResults(limit)
                .getResultList();
    }

    Optional<Credential> password(EntityManager session, UUID userId) {
        return session.createQuery(
                        "from Credential where userId = :user and kind = 'password'",
                        Credential.class)
                .setParameter("user", userId)
                .getResultStream()
                .findFirst();
    }

    /** Makes the token used, if it is open, of this purpose and in time. */
    Optional<OneTimeToken> consume(
            EntityManager session, String purpose, byte[] tokenHash, Instant now) {
        return session.createQuery(
                        "from OneTimeToken where tokenHash = :hash and purpose = :purpose",
                        OneTimeToken.class)
                .setParameter("hash", tokenHash)
                .setParameter("purpose", purpose)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst()
                .filter(token -> token.consumedAt == null && token.expiresAt.isAfter(now))
                .map(
                        token -> {
                            token.consumedAt = now;
                            return token;
                        });
    }

    /** Closes the open tokens of a target, so that a new one is the only one. */
    void closeOpenTokens(
            EntityManager session, UUID orgId, String purpose, @Nullable UUID userId, Instant now) {
        session.createQuery(
                        "from OneTimeToken where orgId = :org and purpose = :purpose and consumedAt is null",
                        OneTimeToken.class)
                .setParameter("org", orgId)
                .setParameter("purpose", purpose)
                .getResultStream()
                .filter(token -> java.util.Objects.equals(token.userId, userId))
                .forEach(token -> token.consumedAt = now);
        session.flush();
    }
}
