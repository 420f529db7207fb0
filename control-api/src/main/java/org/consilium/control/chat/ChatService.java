package org.consilium.control.chat;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consilium.control.db.Database;
import org.consilium.control.db.UuidV7;
import org.consilium.control.http.ApiException;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.ProblemType;
import org.consilium.control.live.LiveEvent;
import org.consilium.control.live.LiveHub;
import org.consilium.control.live.TopicSource;
import org.jspecify.annotations.Nullable;

/** Rules of conversations. Thread-safe. */
public final class ChatService implements TopicSource {
    private static final int MAX_TEXT = 4000;

    /** A client that missed more is quicker reading pages. */
    private static final int MAX_MISSED = 500;

    private static final String TOPIC = "conversation";

    private final Database database;
    private final ChatRepository chat = new ChatRepository();
    private final LiveHub live;
    private final InstantSource clock;

    public ChatService(Database database, LiveHub live, InstantSource clock) {
        this.database = database;
        this.live = live;
        this.clock = clock;
        live.register(TOPIC, this);
    }

    public static List<Class<?>> entities() {
        return List.of(Conversation.class, ConversationMember.class, Message.class);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The topic with the live events of a conversation. */
    public static String topic(UUID conversationId) {
        return TOPIC + "." + conversationId;
    }

    /** Opens the conversation of a consult in the caller's transaction. */
    public UUID open(EntityManager session, UUID orgId) {
        var now = now();
        var conversation = new Conversation();
        conversation.id = UuidV7.at(now);
        conversation.orgId = orgId;
        conversation.kind = "consult";
        conversation.createdAt = now;
        session.persist(conversation);
        return conversation.id;
    }

    /**
     * Somebody who may take part.
     *
     * @param userId null for guests
     */
    public record Member(
            String participantRef, @Nullable UUID userId, String displayName, String role) {}

    /** Adds a member, or gives one who is there already a new name. */
    public void put(EntityManager session, UUID orgId, UUID conversationId, Member member) {
        var key = new ConversationMember.Key(conversationId, member.participantRef());
        var known = session.find(ConversationMember.class, key);
        if (known != null) {
            known.displayName = member.displayName();
            return;
        }
        var added = new ConversationMember();
        added.conversationId = conversationId;
        added.participantRef = member.participantRef();
        added.orgId = orgId;
        added.userId = member.userId();
        added.displayName = member.displayName();
        added.roleInConsult = member.role();
        added.joinedAt = now();
        session.persist(added);
    }

    /** Ends a membership; call {@link LiveHub#recheck} with the topic afterwards. */
    public void remove(EntityManager session, UUID conversationId, String participantRef) {
        var key = new ConversationMember.Key(conversationId, participantRef);
        var member = session.find(ConversationMember.class, key);
        if (member != null && member.leftAt == null) {
            member.leftAt = now();
        }
    }

    /** No more messages; members can still read. */
    public void close(EntityManager session, UUID conversationId) {
        chat.locked(session, conversationId)
                .filter(conversation -> conversation.closedAt == null)
                .ifPresent(conversation -> conversation.closedAt = now());
    }

    /** A stored message and whether this call stored it. */
    record Posted(MessageView message, boolean isNew) {}

    Posted post(Caller caller, UUID conversationId, PostMessageRequest request) {
        var checks = new Checks();
        var clientId = checks.uuid("/client_id", request.clientId());
        var text = checks.prose("/text", request.text(), MAX_TEXT);
        checks.done();
        var topic = topic(conversationId);
        return live.ordered(
                topic,
                () -> {
                    var posted =
                            database.call(
                                    session ->
                                            store(session, caller, conversationId, clientId, text));
                    if (posted.isNew()) {
                        live.publish(topic, event(posted.message()));
                    }
                    return posted;
                });
    }

    private Posted store(
            EntityManager session, Caller caller, UUID conversationId, UUID clientId, String text) {
        var member =
                chat.member(session, caller, conversationId)
                        .orElseThrow(() -> ApiException.of(ProblemType.NOT_FOUND));
        var conversation = chat.locked(session, conversationId).orElseThrow();
        var before = chat.byClientId(session, conversationId, member.participantRef, clientId);
        if (before.isPresent()) {
            if (!before.get().body.equals(text)) {
                throw ApiException.of(ProblemType.IDEMPOTENCY_KEY_REUSED);
            }
            return new Posted(before.get().view(), false);
        }
        if (conversation.closedAt != null) {
            throw ApiException.of(ProblemType.INVALID_TRANSITION);
        }
        var now = now();
        var message = new Message();
        message.id = UuidV7.at(now);
        message.orgId = conversation.orgId;
        message.conversationId = conversationId;
        message.seq = ++conversation.lastSeq;
        message.senderRef = member.participantRef;
        message.senderName = member.displayName;
        message.senderRole = member.roleInConsult;
        message.clientId = clientId;
        message.kind = "text";
        message.body = text;
        message.sentAt = now;
        session.persist(message);
        return new Posted(message.view(), true);
    }

    private static LiveEvent event(MessageView message) {
        return new LiveEvent(message.seq(), "message.new", message.sentAt(), message);
    }

    MessagePage page(Caller caller, UUID conversationId, long afterSeq, long beforeSeq, int limit) {
        return database.call(
                session -> {
                    if (chat.member(session, caller, conversationId).isEmpty()) {
                        throw ApiException.of(ProblemType.NOT_FOUND);
                    }
                    var conversation = session.find(Conversation.class, conversationId);
                    var rows =
                            afterSeq >= 0
                                    ? chat.after(session, conversationId, afterSeq, limit + 1)
                                    : chat.before(session, conversationId, beforeSeq, limit + 1);
                    var hasMore = rows.size() > limit;
                    var views =
                            rows.subList(0, Math.min(limit, rows.size())).stream()
                                    .map(Message::view)
                                    .toList();
                    return new MessagePage(
                            afterSeq >= 0 ? views : views.reversed(),
                            conversation.lastSeq,
                            hasMore);
                });
    }

    @Override
    public boolean mayRead(Caller caller, UUID id) {
        return database.call(session -> chat.member(session, caller, id).isPresent());
    }

    @Override
    public Optional<List<LiveEvent>> since(UUID id, long seq) {
        var missed =
                database.call(
                        session ->
                                chat.after(session, id, seq, MAX_MISSED + 1).stream()
                                        .map(Message::view)
                                        .toList());
        return missed.size() > MAX_MISSED
                ? Optional.empty()
                : Optional.of(missed.stream().map(ChatService::event).toList());
    }
}
