package org.consilium.control.chat;

import java.time.Instant;
import java.util.UUID;

/** A message as members see it. The text is what was typed; pages show it as text. */
public record MessageView(
        UUID id,
        UUID conversationId,
        long seq,
        UUID clientId,
        String senderRef,
        String senderName,
        String senderRole,
        String kind,
        String text,
        Instant sentAt) {}
