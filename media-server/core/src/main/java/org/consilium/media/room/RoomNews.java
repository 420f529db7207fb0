package org.consilium.media.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells those in a room, and whoever watches rooms, what has changed. Nobody is told of somebody
 * hidden. Single writer: the room's loop.
 */
final class RoomNews {
    private final Collection<Participant> present;
    private final Supplier<RoomSnapshot> room;
    private final RoomListener listener;

    /**
     * @param present those in the room, as it changes
     * @param room as it stands
     */
    RoomNews(Collection<Participant> present, Supplier<RoomSnapshot> room, RoomListener listener) {
        this.present = present;
        this.room = room;
        this.listener = listener;
    }

    /** Tells how well it and those it receives from are connected, as far as that is news. */
    void tellQualities(Participant receiver) {
        if (!receiver.hasSignal() || !receiver.isActive()) {
            return;
        }
        SubscriberSide side = receiver.subscriber();
        List<ParticipantEvent.Quality> news = new ArrayList<>();
        for (Participant about : present) {
            boolean concerned =
                    about == receiver
                            || (side != null
                                    && about.tracks().stream().anyMatch(side::isSubscribed));
            ConnectionQuality quality = about.connection().quality();
            if (concerned && about.isActive() && receiver.takeQuality(about.sid(), quality)) {
                news.add(
                        new ParticipantEvent.Quality(
                                about.sid(), quality, (float) about.connection().score()));
            }
        }
        if (!news.isEmpty()) {
            receiver.tell(new ParticipantEvent.QualityChanged(news));
        }
    }

    /** Nothing, when there are none. */
    static void tellSpeakers(Participant participant, List<ParticipantEvent.Speaker> changes) {
        if (!changes.isEmpty()) {
            participant.tell(new ParticipantEvent.SpeakersChanged(changes));
        }
    }

    void tellOthers(Participant about) {
        if (about.permissions().hidden()) {
            return;
        }
        var event = new ParticipantEvent.ParticipantsChanged(List.of(about.snapshot()));
        for (Participant participant : present) {
            if (participant != about) {
                participant.tell(event);
            }
        }
    }

    static void tellSelf(Participant participant) {
        participant.tell(new ParticipantEvent.ParticipantsChanged(List.of(participant.snapshot())));
    }

    void tellRoomChanged() {
        RoomSnapshot snapshot = room.get();
        var event = new ParticipantEvent.RoomChanged(snapshot);
        for (Participant participant : present) {
            participant.tell(event);
        }
        listener.onEvent(new RoomEvent.Changed(snapshot));
    }

    /** To whoever watches rooms: what is known of somebody is another. */
    void emitChanged(Participant participant) {
        listener.onEvent(new RoomEvent.ParticipantChanged(room.get(), participant.snapshot()));
    }

    /** What somebody new is told of all others. */
    List<ParticipantSnapshot> othersOf(Participant participant) {
        List<ParticipantSnapshot> others = new ArrayList<>();
        for (Participant other : present) {
            if (other != participant && !other.permissions().hidden()) {
                others.add(other.snapshot());
            }
        }
        return others;
    }
}
