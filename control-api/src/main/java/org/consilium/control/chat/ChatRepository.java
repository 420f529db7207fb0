package org.consilium.control.chat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consilium.control.http.Caller;

/** Queries on conversations, within the caller's transaction. */
final class ChatRepository {
    Optional<ConversationMember> member(EntityManager session, Caller caller, UUID conversationId) {
        var query =
                switch (caller) {
                    case Caller.Staff staff ->
                            session.createQuery(
                                            """
                                            from ConversationMember where conversationId = :id and orgId = :org
                                              and leftAt is null and userId = :who
                                            """,
                                            ConversationMember.class)
                                    .setParameter("who", staff.userId());
                    case Caller.Guest guest ->
                            session.createQuery(
                                            """
                                            from ConversationMember where conversationId = :id and orgId = :org
                                              and leftAt is null and participantRef = :who and userId is null
                                            """,
                                            ConversationMember.class)
                                    .setParameter("who", guest.participantRef());
                };
        return query.setParameter("id", conversationId)
                .setParameter("org", caller.orgId())
                .getResultStream()
                .findFirst();
    }

    Optional<Conversation> locked(EntityManager session, UUID conversationId) {
        return Optional.ofNullable(
                session.find(Conversation.class, conversationId, LockModeType.PESSIMISTIC_WRITE));
    }

    Optional<Message> byClientId(
            EntityManager session, UUID conversationId, String senderRef, UUID clientId) {
        return session.createQuery(
                        """
                        from Message where conversationId = :id and senderRef = :sender and clientId = :client
                        """,
                        Message.class)
                .setParameter("id", conversationId)
                .setParameter("sender", senderRef)
                .setParameter("client", clientId)
                .getResultStream()
                .findFirst();
    }

    /** Ascending, strictly after {@code seq}. */
    List<Message> after(EntityManager session, UUID conversationId, long seq, int limit) {
        return session.createQuery(
                        "from Message where conversationId = :id and seq > :seq order by seq",
                        Message.class)
                .setParameter("id", conversationId)
                .setParameter("seq", seq)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Descending, strictly before {@code seq}. */
    List<Message> before(EntityManager session, UUID conversationId, long seq, int limit) {
        return session.createQuery(
                        "from Message where conversationId = :id and seq < :seq order by seq desc",
                        Message.class)
                .setParameter("id", conversationId)
                .setParameter("seq", seq)
                .setMaxResults(limit)
                .getResultList();
    }
}
