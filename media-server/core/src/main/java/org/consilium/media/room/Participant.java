package org.consilium.media.room;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consilium.media.ice.IceState;
import org.consilium.media.peer.PeerConnection;
import org.consilium.media.peer.PeerEvents;
import org.consilium.media.peer.negotiation.SendSection;
import org.consilium.media.sctp.DataChannel;
import org.jspecify.annotations.Nullable;

/**
 * One presence of a person or program in a room: what is known of it, its connections and its
 * tracks. Wires and delegates; what concerns others goes to the {@link Room}.
 *
 * <p>Single writer: the room's loop.
 */
final class Participant {
    private static final long JOIN_TIMEOUT_NANOS = 60_000_000_000L;

    private final Room room;
    private final RoomSurroundings surroundings;
    private final String sid;
    private final JoinRequest request;
    private final long joinedNanos;
    private final long joinedAtMillis;
    private final PublisherSide publisher;
    private final ParticipantData data;
    private final SubscriptionWishes wishes;
    private final SubscriberRestriction restriction = new SubscriberRestriction();
    private final Map<String, PublishedTrack> tracks = new LinkedHashMap<>();
    private final boolean subscriberPrimary;
    private final byte[] canonicalName;
    private final EventLog log;
    private final ParticipantWatch watch;

    /** What its client was last told of the connections of others and its own. */
    private final Map<String, ConnectionQuality> toldQualities = new HashMap<>();

    private @Nullable SubscriberSide subscriber;

    /** Where it receives on its only connection; null when it has two. */
    private @Nullable SlotPlacement slots;

    private @Nullable ParticipantListener listener;
    private String name;
    private String metadata;
    private Map<String, String> attributes;
    private Permissions permissions;
    private ParticipantState state = ParticipantState.JOINING;
    private EndReason endReason = EndReason.CLIENT_INITIATED;
    private int version = 1;
    private long unreachableSinceNanos = Long.MAX_VALUE;

    /** One of its connections is beyond repair. */
    private boolean transportEnded;

    Participant(
            Room room,
            RoomSurroundings surroundings,
            String sid,
            JoinRequest request,
            ParticipantListener listener) {
        this.room = room;
        this.surroundings = surroundings;
        this.sid = sid;
        this.request = request;
        this.listener = listener;
        this.name = request.name();
        this.metadata = request.metadata();
        this.attributes = request.attributes();
        this.permissions = request.permissions();
        this.joinedNanos = surroundings.nowNanos();
        this.joinedAtMillis = surroundings.wallClockMillis();
        this.canonicalName = sid.getBytes(StandardCharsets.UTF_8);
        this.subscriberPrimary = permissions.canSubscribe() && !request.singleConnection();
        this.publisher = new PublisherSide(this, surroundings);
        this.data = new ParticipantData(surroundings, !subscriberPrimary);
        this.wishes = new SubscriptionWishes(request.autoSubscribe());
        this.log = new EventLog(surroundings);
        this.watch = new ParticipantWatch(this, log);
        log.add(LoggedEvent.Kind.JOINED);
    }

    String sid() {
        return sid;
    }

    String identity() {
        return request.identity();
    }

    JoinRequest request() {
        return request;
    }

    Permissions permissions() {
        return permissions;
    }

    PublisherSide publisher() {
        return publisher;
    }

    @Nullable SubscriberSide subscriber() {
        return subscriber;
    }

    ParticipantData data() {
        return data;
    }

    SubscriptionWishes wishes() {
        return wishes;
    }

    SubscriberRestriction restriction() {
        return restriction;
    }

    ParticipantState state() {
        return state;
    }

    boolean isActive() {
        return state == ParticipantState.ACTIVE;
    }

    boolean isSubscriberPrimary() {
        return subscriberPrimary;
    }

    /** Names all streams of one publisher for lip sync (RFC 3550 §6.5.1). */
    byte[] canonicalName() {
        return canonicalName;
    }

    SpeakerLevel speakerLevel() {
        return room.speakers().of(sid);
    }

    List<PublishedTrack> tracks() {
        return new ArrayList<>(tracks.values());
    }

    @Nullable PublishedTrack track(String trackSid) {
        return tracks.get(trackSid);
    }

    /** Tells its client, if there is a connection to tell it on. */
    void tell(ParticipantEvent event) {
        if (listener != null) {
            listener.onEvent(event);
        }
    }

    boolean hasSignal() {
        return listener != null;
    }

    /** The join answer was written; the receiving connection is offered. */
    void onJoined() {
        state = ParticipantState.JOINED;
        if (permissions.canSubscribe()) {
            openSubscriber();
        }
    }

    private void openSubscriber() {
        if (request.singleConnection()) {
            var placement = new SlotPlacement(this, surroundings, publisher.answerer());
            slots = placement;
            subscriber = new SubscriberSide(this, surroundings, publisher.open(), placement);
        } else {
            var side = new SubscriberSide(this, surroundings);
            subscriber = side;
            side.placement().begin();
        }
    }

    /** An offer of the client was answered: these sections we send on. */
    void onAnswered(List<SendSection> sections) {
        if (slots != null && subscriber != null) {
            subscriber.onNegotiated(sections);
            slots.onAnswered();
        }
    }

    /** Reports on what we send come here, too, when there is only one connection. */
    void onPublisherRtcp(byte[] array, int offset, int length, long nowNanos) {
        if (slots != null && subscriber != null) {
            subscriber.onSharedRtcp(array, offset, length, nowNanos);
        }
    }

    /** One of its connections is up. */
    void onConnectivityChanged() {
        boolean primaryUp =
                subscriberPrimary
                        ? subscriber != null && subscriber.isConnected()
                        : publisher.isConnected();
        if (primaryUp && state == ParticipantState.JOINED) {
            state = ParticipantState.ACTIVE;
            version++;
            log.add(LoggedEvent.Kind.ACTIVE);
            room.onActive(this);
        }
    }

    void onIceState(PeerEvents side, IceState iceState) {
        boolean primary = subscriberPrimary ? side == subscriber : side == publisher;
        if (!primary) {
            if (iceState == IceState.FAILED) {
                askToResume();
            }
            return;
        }
        switch (iceState) {
            case CONNECTED -> {
                log.add(LoggedEvent.Kind.ICE_CONNECTED);
                unreachableSinceNanos = Long.MAX_VALUE;
            }
            case DISCONNECTED -> {
                log.add(LoggedEvent.Kind.ICE_DISCONNECTED);
                unreachableSinceNanos = surroundings.nowNanos();
            }
            case FAILED -> {
                log.add(LoggedEvent.Kind.ICE_FAILED);
                unreachableSinceNanos = Math.min(unreachableSinceNanos, surroundings.nowNanos());
                askToResume();
            }
            case NEW, CHECKING -> {}
        }
    }

    /** DTLS does not come up or has ended: no ICE restart mends that. */
    void onTransportEnd() {
        // Not from within the call of the connection that ends.
        transportEnded = true;
    }

    /**
     * A path is dead, which a client may not notice: a browser goes on for half a minute, and each
     * of its connections for itself. Coming back, it restarts ICE on both.
     */
    private void askToResume() {
        ParticipantListener told = listener;
        if (told != null && isActive()) {
            listener = null;
            told.onEvent(
                    new ParticipantEvent.Ended(EndReason.CONNECTION_TIMEOUT, EndAction.RESUME));
        }
    }

    /** The signalling connection is lost; ignored if it has been replaced already. */
    void onSignalLost(ParticipantListener lost) {
        if (listener != lost) {
            return;
        }
        listener = null;
        log.add(LoggedEvent.Kind.SIGNAL_LOST);
        if (!isActive()) {
            room.remove(this, EndReason.SIGNAL_CLOSE, EndAction.DISCONNECT);
            return;
        }
        IceState iceState = primaryIceState();
        if (iceState != IceState.CONNECTED) {
            unreachableSinceNanos = Math.min(unreachableSinceNanos, surroundings.nowNanos());
        }
    }

    /** A client is back on a new signalling connection. */
    void onResumed(ParticipantListener newListener) {
        listener = newListener;
        toldQualities.clear();
        log.add(LoggedEvent.Kind.RESUMED);
        if (unreachableSinceNanos != Long.MAX_VALUE) {
            // The resume window begins anew: the client is there and restarts ICE.
            unreachableSinceNanos = surroundings.nowNanos();
        }
    }

    private IceState primaryIceState() {
        PeerConnection peer =
                subscriberPrimary
                        ? subscriber == null ? null : subscriber.peer()
                        : publisher.peer();
        return peer == null ? IceState.NEW : peer.iceState();
    }

    /** Runs what is due; may end the presence. */
    void onTick(long nowNanos) {
        publisher.onTick(nowNanos);
        if (subscriber != null && !subscriber.onTick(nowNanos)) {
            room.remove(this, EndReason.STATE_MISMATCH, EndAction.RECONNECT);
            return;
        }
        if (transportEnded) {
            if (isActive()) {
                room.remove(this, EndReason.CONNECTION_TIMEOUT, EndAction.RECONNECT);
            } else {
                room.remove(this, EndReason.JOIN_FAILURE, EndAction.DISCONNECT);
            }
            return;
        }
        if (!isActive() && nowNanos - joinedNanos > JOIN_TIMEOUT_NANOS) {
            room.remove(this, EndReason.JOIN_FAILURE, EndAction.DISCONNECT);
            return;
        }
        long window = room.settings().resumeWindowSeconds() * 1_000_000_000L;
        if (unreachableSinceNanos != Long.MAX_VALUE && nowNanos - unreachableSinceNanos > window) {
            room.remove(
                    this,
                    hasSignal() ? EndReason.CONNECTION_TIMEOUT : EndReason.SIGNAL_CLOSE,
                    EndAction.RECONNECT);
        }
    }

    /** Measures and writes down; true when its connection was measured anew. */
    boolean watch(long nowNanos) {
        return isActive() && watch.onTick(nowNanos);
    }

    ConnectionMeter connection() {
        return watch.meter();
    }

    EventLog log() {
        return log;
    }

    /** Whether nothing is heard on the path on which its presence rests. */
    boolean isUnreachable() {
        return unreachableSinceNanos != Long.MAX_VALUE;
    }

    /** Whether its client has to be told this of a connection; counts as told. */
    boolean takeQuality(String participantSid, ConnectionQuality quality) {
        return toldQualities.put(participantSid, quality) != quality;
    }

    /** Somebody is gone. */
    void forgetQuality(String participantSid) {
        toldQualities.remove(participantSid);
    }

    void onPublished(PublishedTrack track) {
        log.add(LoggedEvent.Kind.PUBLISHED, track.sid(), 0);
        tracks.put(track.sid(), track);
        version++;
        room.onPublished(this, track);
    }

    void onUnpublished(PublishedTrack track) {
        tracks.remove(track.sid());
        log.add(LoggedEvent.Kind.UNPUBLISHED, track.sid(), 0);
        watch.forget(track.sid());
        version++;
        room.onUnpublished(this, track);
    }

    /** This participant receives a track from now on. */
    void onSubscribed(PublishedTrack track) {
        log.add(LoggedEvent.Kind.SUBSCRIBED, track.sid(), 0);
        if (track.takeFirstSubscriber()) {
            track.publisher().tell(new ParticipantEvent.TrackSubscribed(track.sid()));
        }
    }

    void onDataMessage(DataChannel channel, byte[] message) {
        room.onData(this, channel.label(), message);
    }

    void onDataReady() {
        if (data.isReady()) {
            room.onDataReady(this);
        }
    }

    /** Changes what is told of it. */
    void describe(
            Optional<String> newName,
            Optional<String> newMetadata,
            Map<String, String> newAttributes) {
        name = newName.orElse(name);
        metadata = newMetadata.orElse(metadata);
        attributes = ParticipantDescription.merge(attributes, newAttributes);
        version++;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    void permissions(Permissions newPermissions) {
        permissions = newPermissions;
        version++;
        for (PublishedTrack track : tracks()) {
            if (!newPermissions.mayPublish(track.request().source())) {
                publisher.unpublish(track);
                tell(new ParticipantEvent.TrackEnded(track.sid()));
            }
        }
        if (newPermissions.canSubscribe() && isActive() && subscriber == null) {
            openSubscriber();
        }
    }

    /** Something about one of its tracks changed. */
    void onTrackChanged() {
        version++;
    }

    void end(EndReason reason) {
        state = ParticipantState.DISCONNECTED;
        endReason = reason;
        log.add(LoggedEvent.Kind.ENDED, reason.name(), 0);
        version++;
        publisher.close();
        if (subscriber != null) {
            subscriber.close();
        }
    }

    /** A track is not sent any more. */
    void onUnsubscribed(PublishedTrack track) {
        log.add(LoggedEvent.Kind.UNSUBSCRIBED, track.sid(), 0);
        watch.forget(track.sid());
    }

    ParticipantHistory history() {
        return log.history(sid, identity());
    }

    ParticipantSnapshot snapshot() {
        List<TrackSnapshot> snapshots = new ArrayList<>();
        tracks.values().forEach(track -> snapshots.add(track.snapshot()));
        return new ParticipantSnapshot(
                sid,
                identity(),
                name,
                metadata,
                attributes,
                state,
                request.kind(),
                permissions,
                !tracks.isEmpty(),
                joinedAtMillis,
                version,
                request.protocol(),
                request.clientProtocol(),
                request.capabilities(),
                snapshots,
                endReason);
    }

    /** Tells nobody; for tests and logs. */
    @Override
    public String toString() {
        return "Participant["
                + sid
                + ", "
                + state
                + ", tracks "
                + Set.copyOf(tracks.keySet())
                + "]";
    }
}
