package org.consilium.media.room;

import java.util.List;

/**
 * Whom a publisher lets subscribe to its tracks; everybody until it says otherwise. Single writer:
 * the room's loop.
 */
final class SubscriberRestriction {
    private boolean everybody = true;
    private List<RoomCommand.SubscriberGrant> grants = List.of();

    /** Replaces what was said before. */
    void set(boolean allParticipants, List<RoomCommand.SubscriberGrant> newGrants) {
        everybody = allParticipants;
        grants = List.copyOf(newGrants);
    }

    boolean permits(Participant subscriber, PublishedTrack track) {
        if (everybody || subscriber.permissions().recorder()) {
            return true;
        }
        for (RoomCommand.SubscriberGrant grant : grants) {
            boolean meant =
                    grant.participantSid().equals(subscriber.sid())
                            || (grant.participantSid().isEmpty()
                                    && grant.identity().equals(subscriber.identity()));
            if (meant && (grant.allTracks() || grant.trackSids().contains(track.sid()))) {
                return true;
            }
        }
        return false;
    }
}
