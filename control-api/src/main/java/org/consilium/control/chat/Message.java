package org.consilium.control.chat;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** One message; name and role of the sender are those of the moment. */
@Entity(name = "Message")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields of the instances it makes.
class Message {
    @Id UUID id;
    UUID orgId;
    UUID conversationId;
    long seq;
    String senderRef;
    String senderName;
    String senderRole;
    UUID clientId;
    String kind;
    String body;
    Instant sentAt;

    MessageView view() {
        return new MessageView(
                id,
                conversationId,
                seq,
                clientId,
                senderRef,
                senderName,
                senderRole,
                kind,
                body,
                sentAt);
    }
}
