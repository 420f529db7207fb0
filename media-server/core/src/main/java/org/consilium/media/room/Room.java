package org.consilium.media.room;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A room: who is in it, and the ways between them. Wires and delegates.
 *
 * <p>Single writer: the loop that owns it, for its whole life. Closed for good once {@link
 * #isClosed()}; the next join opens a new one of the same name.
 */
public final class Room {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String name;
    private final String sid;
    private final RoomSettings settings;
    private final RoomSurroundings surroundings;
    private final long createdAtMillis;
    private final Map<String, Participant> bySid = new LinkedHashMap<>();
    private final Map<String, Participant> byIdentity = new LinkedHashMap<>();
    private final ActiveSpeakers speakers = new ActiveSpeakers();
    private final DataRouter data;
    private final RoomNews news;
    private final PublishRequests publishing;
    private final Departures departures = new Departures();
    private String metadata;
    private long emptySinceNanos;
    private boolean hadParticipants;
    private boolean closed;

    public Room(
            String name, RoomSettings settings, String metadata, RoomSurroundings surroundings) {
        this.name = name;
        this.sid = surroundings.ids().room();
        this.settings = settings;
        this.metadata = metadata;
        this.surroundings = surroundings;
        this.createdAtMillis = surroundings.wallClockMillis();
        this.emptySinceNanos = surroundings.nowNanos();
        this.data = new DataRouter(surroundings);
        this.news = new RoomNews(bySid.values(), this::snapshot, surroundings.listener());
        this.publishing = new PublishRequests(surroundings, speakers, news);
        emit(new RoomEvent.Started(snapshot()));
    }

    public boolean isClosed() {
        return closed;
    }

    RoomSettings settings() {
        return settings;
    }

    ActiveSpeakers speakers() {
        return speakers;
    }

    /** How many presences there are, seen or hidden. */
    public int size() {
        return bySid.size();
    }

    /** Tracks being published. */
    public int publishedTracks() {
        return bySid.values().stream().mapToInt(participant -> participant.tracks().size()).sum();
    }

    /** Tracks being received or about to be. */
    public int subscriptions() {
        return bySid.values().stream()
                .flatMap(participant -> participant.tracks().stream())
                .mapToInt(track -> track.subscriptions().size())
                .sum();
    }

    /** Carries out a command; one about a presence that is over is ignored. */
    public void onCommand(RoomCommand command) {
        switch (command) {
            case RoomCommand.Open open -> {}
            case RoomCommand.Join join -> join(join.request(), join.listener());
            case RoomCommand.Resume resume -> resume(resume);
            case RoomCommand.SignalLost lost ->
                    with(lost.sid(), participant -> participant.onSignalLost(lost.listener()));
            case RoomCommand.Leave leave ->
                    with(
                            leave.sid(),
                            participant ->
                                    remove(participant, leave.reason(), EndAction.DISCONNECT));
            case RoomCommand.PublisherOffer offer ->
                    with(offer.sid(), participant -> onOffer(participant, offer));
            case RoomCommand.SubscriberAnswer answer ->
                    with(answer.sid(), participant -> onAnswer(participant, answer));
            case RoomCommand.AddTrack add ->
                    with(add.sid(), participant -> publishing.add(participant, add.request()));
            case RoomCommand.MuteTrack mute ->
                    with(mute.sid(), participant -> publishing.mute(participant, mute));
            case RoomCommand.UpdateSubscription update ->
                    with(update.sid(), participant -> updateSubscription(participant, update));
            case RoomCommand.UpdateTrackSettings update ->
                    with(update.sid(), participant -> updateTrackSettings(participant, update));
            case RoomCommand.RestrictSubscribers restrict ->
                    with(restrict.sid(), participant -> restrict(participant, restrict));
            case RoomCommand.UpdateParticipant update ->
                    with(update.sid(), participant -> updateParticipant(participant, update));
            case RoomCommand.UpdateAudioTrack update ->
                    with(
                            update.sid(),
                            participant -> publishing.audioFeatures(participant, update));
            case RoomCommand.UpdateRoomMetadata update -> {
                metadata = update.metadata();
                news.tellRoomChanged();
            }
            case RoomCommand.SendData send ->
                    data.onServerPacket(
                            send.packet(),
                            send.reliable(),
                            send.destinationIdentities(),
                            bySid.values());
            case RoomCommand.SyncState sync ->
                    with(sync.sid(), participant -> syncState(participant, sync));
            case RoomCommand.ReadHistories read ->
                    read.reader()
                            .accept(bySid.values().stream().map(Participant::history).toList());
            case RoomCommand.Close close -> close(close.reason(), close.action());
        }
    }

    private void with(String participantSid, Consumer<Participant> action) {
        Participant participant = bySid.get(participantSid);
        if (participant != null) {
            action.accept(participant);
        }
    }

    private void join(JoinRequest request, ParticipantListener listener) {
        Participant before = byIdentity.get(request.identity());
        if (before == null
                && settings.maxParticipants() > 0
                && countedParticipants() >= settings.maxParticipants()
                && request.kind().isCounted()) {
            listener.onEvent(new ParticipantEvent.Refused(ParticipantEvent.Refusal.ROOM_FULL));
            return;
        }
        if (before != null) {
            // The others switch to the new presence by its identity; they are not told of an end.
            end(before, EndReason.DUPLICATE_IDENTITY, EndAction.DISCONNECT, false);
        }
        var participant =
                new Participant(
                        this, surroundings, surroundings.ids().participant(), request, listener);
        bySid.put(participant.sid(), participant);
        byIdentity.put(participant.identity(), participant);
        hadParticipants = true;
        participant.tell(
                new ParticipantEvent.Joined(
                        snapshot(),
                        participant.snapshot(),
                        news.othersOf(participant),
                        participant.isSubscriberPrimary()));
        participant.onJoined();
        news.tellOthers(participant);
        emit(new RoomEvent.ParticipantAdmitted(snapshot(), participant.snapshot()));
    }

    private void resume(RoomCommand.Resume resume) {
        Participant participant = byIdentity.get(resume.identity());
        if (participant == null
                || (!resume.sid().isEmpty() && !resume.sid().equals(participant.sid()))) {
            resume.listener()
                    .onEvent(
                            new ParticipantEvent.Refused(
                                    ParticipantEvent.Refusal.NOTHING_TO_RESUME));
            return;
        }
        participant.onResumed(resume.listener());
        participant.tell(
                new ParticipantEvent.Resumed(
                        snapshot(),
                        participant.snapshot(),
                        news.othersOf(participant),
                        departures.since(surroundings.nowNanos(), participant.sid()),
                        participant.data().lastSequence()));
        if (participant.subscriber() != null) {
            participant.subscriber().placement().restart();
        }
        RoomNews.tellSpeakers(participant, speakers.current());
        // Whatever was told while nobody listened is told again.
        participant.tracks().forEach(PublishedTrack::tellWatched);
        if (participant.subscriber() != null) {
            participant.subscriber().tellForbidden();
        }
    }

    private void onOffer(Participant participant, RoomCommand.PublisherOffer offer) {
        if (!participant.publisher().onOffer(offer.id(), offer.sdp())) {
            remove(participant, EndReason.STATE_MISMATCH, EndAction.RECONNECT);
        }
    }

    private void onAnswer(Participant participant, RoomCommand.SubscriberAnswer answer) {
        SubscriberSide side = participant.subscriber();
        if (side != null && !side.placement().onAnswer(answer.id(), answer.sdp())) {
            remove(participant, EndReason.STATE_MISMATCH, EndAction.RECONNECT);
        }
    }

    private void updateSubscription(
            Participant participant, RoomCommand.UpdateSubscription update) {
        for (String trackSid : update.trackSids()) {
            participant.wishes().set(trackSid, update.subscribe());
        }
        reconcile(participant);
    }

    private void updateTrackSettings(
            Participant participant, RoomCommand.UpdateTrackSettings update) {
        SubscriberSide side = participant.subscriber();
        if (side == null) {
            return;
        }
        for (String trackSid : update.trackSids()) {
            if (findTrack(trackSid) != null) {
                side.settings(trackSid, update.settings());
            }
        }
    }

    private void restrict(Participant publisher, RoomCommand.RestrictSubscribers restrict) {
        publisher.restriction().set(restrict.everybody(), restrict.grants());
        for (Participant subscriber : participants()) {
            reconcile(subscriber);
        }
    }

    private void updateParticipant(Participant participant, RoomCommand.UpdateParticipant update) {
        ParticipantEvent.Answer answer = ParticipantEvent.Answer.OK;
        if (!update.byAdmin() && !participant.permissions().canUpdateOwnMetadata()) {
            answer = ParticipantEvent.Answer.NOT_ALLOWED;
        } else if (!ParticipantDescription.isWithinLimits(
                update.name(), update.metadata(), participant.attributes(), update.attributes())) {
            answer = ParticipantEvent.Answer.LIMIT_EXCEEDED;
        }
        if (answer == ParticipantEvent.Answer.OK) {
            participant.describe(update.name(), update.metadata(), update.attributes());
            if (update.permissions() != null && update.byAdmin()) {
                participant.permissions(update.permissions());
                reconcile(participant);
            }
            news.tellOthers(participant);
            RoomNews.tellSelf(participant);
            news.emitChanged(participant);
        }
        if (!update.byAdmin()) {
            participant.tell(
                    new ParticipantEvent.RequestAnswered(
                            update.requestId(),
                            new ParticipantEvent.Request.UpdateMetadata(),
                            answer,
                            ""));
        }
    }

    private void syncState(Participant participant, RoomCommand.SyncState sync) {
        for (String trackSid : sync.publishedTrackSids()) {
            if (participant.track(trackSid) == null
                    && participant.publisher().pending().bySid(trackSid) == null) {
                remove(participant, EndReason.STATE_MISMATCH, EndAction.RECONNECT);
                return;
            }
        }
        for (String trackSid : sync.subscriptionTrackSids()) {
            participant.wishes().set(trackSid, sync.subscribe());
        }
        SubscriberSide side = participant.subscriber();
        if (side != null) {
            for (String trackSid : sync.disabledTrackSids()) {
                side.settings(trackSid, new TrackSettings(true, 0, 0, 0, 0, 0));
            }
        }
        reconcile(participant);
    }

    void onActive(Participant participant) {
        news.tellOthers(participant);
        RoomNews.tellSelf(participant);
        emit(new RoomEvent.ParticipantJoined(snapshot(), participant.snapshot()));
        reconcile(participant);
        RoomNews.tellSpeakers(participant, speakers.current());
    }

    void onPublished(Participant publisher, PublishedTrack track) {
        news.tellOthers(publisher);
        emit(new RoomEvent.TrackPublished(snapshot(), publisher.snapshot(), track.snapshot()));
        for (Participant subscriber : participants()) {
            reconcile(subscriber, track);
        }
    }

    void onUnpublished(Participant publisher, PublishedTrack track) {
        for (Participant subscriber : participants()) {
            subscriber.wishes().forget(track.sid());
            SubscriberSide side = subscriber.subscriber();
            if (side != null) {
                side.unsubscribe(track);
                side.forget(track.sid());
            }
        }
        if (track.kind() == TrackKind.AUDIO) {
            speakers.remove(publisher.sid());
        }
        if (publisher.state() != ParticipantState.DISCONNECTED) {
            news.tellOthers(publisher);
        }
        emit(new RoomEvent.TrackUnpublished(snapshot(), publisher.snapshot(), track.snapshot()));
    }

    void onData(Participant sender, String label, byte[] message) {
        switch (label) {
            case ParticipantData.RELIABLE -> data.onPacket(sender, message, true, bySid.values());
            case ParticipantData.LOSSY -> data.onPacket(sender, message, false, bySid.values());
            default -> surroundings.counters().dataPacketsRefused++;
        }
    }

    void onDataReady(Participant participant) {
        data.onReady(participant);
    }

    /** Makes the subscriptions of a participant what it wants and may have. */
    private void reconcile(Participant subscriber) {
        for (Participant publisher : participants()) {
            for (PublishedTrack track : publisher.tracks()) {
                reconcile(subscriber, track);
            }
        }
    }

    private void reconcile(Participant subscriber, PublishedTrack track) {
        SubscriberSide side = subscriber.subscriber();
        if (side == null || subscriber == track.publisher() || !subscriber.isActive()) {
            return;
        }
        boolean permitted = track.publisher().restriction().permits(subscriber, track);
        side.permit(track, permitted);
        boolean wanted =
                subscriber.permissions().canSubscribe()
                        && !track.publisher().permissions().hidden()
                        && subscriber.wishes().wants(track.sid())
                        && permitted;
        if (wanted && !side.isSubscribed(track)) {
            side.subscribe(track);
        } else if (!wanted && side.isSubscribed(track)) {
            side.unsubscribe(track);
        }
    }

    private @Nullable PublishedTrack findTrack(String trackSid) {
        for (Participant participant : bySid.values()) {
            PublishedTrack track = participant.track(trackSid);
            if (track != null) {
                return track;
            }
        }
        return null;
    }

    /** Ends a presence and tells everybody. */
    void remove(Participant participant, EndReason reason, EndAction action) {
        end(participant, reason, action, true);
    }

    private void end(
            Participant participant, EndReason reason, EndAction action, boolean tellOthers) {
        if (bySid.get(participant.sid()) != participant) {
            return;
        }
        boolean wasActive = participant.isActive();
        participant.end(reason);
        participant.tell(new ParticipantEvent.Ended(reason, action));
        bySid.remove(participant.sid());
        byIdentity.remove(participant.identity(), participant);
        speakers.remove(participant.sid());
        if (tellOthers) {
            news.tellOthers(participant);
            departures.add(participant.snapshot(), surroundings.nowNanos());
        }
        bySid.values().forEach(other -> other.forgetQuality(participant.sid()));
        emit(new RoomEvent.ParticipantLeft(snapshot(), participant.snapshot(), wasActive));
        emit(new RoomEvent.HistoryEnded(snapshot(), participant.history()));
        if (bySid.isEmpty()) {
            emptySinceNanos = surroundings.nowNanos();
        }
    }

    private void close(EndReason reason, EndAction action) {
        if (closed) {
            return;
        }
        for (Participant participant : participants()) {
            end(participant, reason, action, false);
        }
        closed = true;
        emit(new RoomEvent.Finished(snapshot()));
    }

    /** Runs what is due: about a hundred times a second. */
    public void onTick(long nowNanos) {
        for (Participant participant : participants()) {
            try {
                participant.onTick(nowNanos);
            } catch (RuntimeException fault) {
                surroundings.loop().faults().onFault("tick of " + participant.sid(), fault);
                remove(participant, EndReason.STATE_MISMATCH, EndAction.RECONNECT);
            }
        }
        boolean measured = false;
        for (Participant participant : bySid.values()) {
            measured |= participant.watch(nowNanos);
        }
        if (measured) {
            bySid.values().forEach(news::tellQualities);
        }
        List<ParticipantEvent.Speaker> changes = speakers.poll(nowNanos);
        if (!changes.isEmpty()) {
            for (Participant participant : participants()) {
                RoomNews.tellSpeakers(participant, changes);
            }
        }
        if (bySid.isEmpty() && !closed) {
            int seconds =
                    hadParticipants
                            ? settings.departureTimeoutSeconds()
                            : settings.emptyTimeoutSeconds();
            if (nowNanos - emptySinceNanos >= seconds * NANOS_PER_SECOND) {
                close(EndReason.ROOM_CLOSED, EndAction.DISCONNECT);
            }
        }
    }

    /** A copy, so that presences may end while it is walked. */
    private List<Participant> participants() {
        return List.copyOf(bySid.values());
    }

    private int countedParticipants() {
        int count = 0;
        for (Participant participant : bySid.values()) {
            if (isCounted(participant)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isCounted(Participant participant) {
        return !participant.permissions().hidden()
                && !participant.permissions().recorder()
                && participant.request().kind().isCounted();
    }

    private void emit(RoomEvent event) {
        surroundings.listener().onEvent(event);
    }

    /** The room as it stands. */
    public RoomSnapshot snapshot() {
        int publishers = 0;
        boolean recording = false;
        for (Participant participant : bySid.values()) {
            if (isCounted(participant) && !participant.tracks().isEmpty()) {
                publishers++;
            }
            recording |= participant.permissions().recorder();
        }
        return new RoomSnapshot(
                sid,
                name,
                settings,
                metadata,
                createdAtMillis,
                countedParticipants(),
                publishers,
                recording);
    }

    /** For tests: the presence of an identity. */
    @Nullable Participant participant(String identity) {
        return byIdentity.get(identity);
    }

    /** For tests: all identities present. */
    Set<String> identities() {
        return Set.copyOf(byIdentity.keySet());
    }
}
