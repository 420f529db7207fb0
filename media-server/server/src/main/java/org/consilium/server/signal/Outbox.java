package org.consilium.server.signal;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import livekit.LivekitRtc.SignalResponse;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client, bounded in bytes. Many threads put in, the media loop
 * among them; one takes out. Putting in never waits and costs a few field writes: the events are
 * turned into bytes by the one who takes them out. When it is full nothing more fits, and the owner
 * gives the client up: dropping single messages would leave it with a wrong picture of the room.
 */
final class Outbox {
    /**
     * Estimated bytes that may wait. Covers the join answer of some thousand participants; a client
     * that lets more than this pile up has stopped reading.
     */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    /** What is to be written, or done, in order. */
    sealed interface Item {
        /** Something the room told. */
        record Event(ParticipantEvent event) implements Item {}

        /** Something the connection itself answers. */
        record Message(SignalResponse message) implements Item {}

        /** The end: a last message if there is one, then the close frame. */
        record Close(int code, String reason, @Nullable SignalResponse last) implements Item {}
    }

    private record Weighed(Item item, int bytes) {}

    private final int maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<Weighed> items = new ArrayDeque<>();
    private int bytes;

    Outbox(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Puts an item in unless that would be too much. The closing item always fits. */
    boolean offer(Item item) {
        int weight = estimatedBytes(item);
        lock.lock();
        try {
            if (bytes + weight > maxBytes && !(item instanceof Item.Close)) {
                return false;
            }
            items.add(new Weighed(item, weight));
            bytes += weight;
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest item out; null when none came within the time. */
    @Nullable Item poll(long timeoutNanos) throws InterruptedException {
        long left = timeoutNanos;
        lock.lockInterruptibly();
        try {
            while (items.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = filled.awaitNanos(left);
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest item out if it is a change of participants, which can be merged. */
    ParticipantEvent.@Nullable ParticipantsChanged pollParticipantsChanged() {
        lock.lock();
        try {
            Weighed first = items.peek();
            if (first != null
                    && first.item instanceof Item.Event news
                    && news.event() instanceof ParticipantEvent.ParticipantsChanged changed) {
                take();
                return changed;
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Item take() {
        Weighed first = items.remove();
        bytes -= first.bytes;
        return first.item;
    }

    private static int estimatedBytes(Item item) {
        return switch (item) {
            case Item.Event news -> 64 + estimatedBytes(news.event());
            case Item.Message reply -> 64 + reply.message().getSerializedSize();
            case Item.Close ignored -> 0;
        };
    }

    private static int estimatedBytes(ParticipantEvent event) {
        return switch (event) {
            case ParticipantEvent.SubscriberOffer offer -> offer.sdp().length();
            case ParticipantEvent.PublisherAnswer answer -> answer.sdp().length();
            case ParticipantEvent.MediaSectionsRequired ignored -> 0;
            case ParticipantEvent.ParticipantsChanged changed -> {
                int sum = 0;
                for (ParticipantSnapshot participant : changed.participants()) {
                    sum += estimatedBytes(participant);
                }
                yield sum;
            }
            case ParticipantEvent.RoomChanged changed -> changed.room().metadata().length();
            case ParticipantEvent.SpeakersChanged changed -> 32 * changed.speakers().size();
            case ParticipantEvent.QualityChanged changed -> 32 * changed.qualities().size();
            case ParticipantEvent.StreamStatesChanged changed -> 48 * changed.states().size();
            // The first answer must fit whatever the room's size.
            case ParticipantEvent.Joined ignored -> 0;
            case ParticipantEvent.Resumed ignored -> 0;
            case ParticipantEvent.Refused ignored -> 0;
            case ParticipantEvent.TrackAccepted ignored -> 256;
            case ParticipantEvent.TrackEnded ignored -> 0;
            case ParticipantEvent.TrackMuted ignored -> 0;
            case ParticipantEvent.TrackSubscribed ignored -> 0;
            case ParticipantEvent.WatchedLayersChanged ignored -> 128;
            case ParticipantEvent.SubscriptionFailed ignored -> 0;
            case ParticipantEvent.SubscriptionPermissionChanged ignored -> 0;
            case ParticipantEvent.RequestAnswered ignored -> 128;
            case ParticipantEvent.Ended ignored -> 0;
        };
    }

    private static int estimatedBytes(ParticipantSnapshot participant) {
        int attributes = 0;
        for (var attribute : participant.attributes().entrySet()) {
            attributes += attribute.getKey().length() + attribute.getValue().length();
        }
        return 256
                + participant.metadata().length()
                + attributes
                + 512 * participant.tracks().size();
    }
}
