package org.consilium.media.room;

import java.util.ArrayList;
import java.util.List;
import org.consilium.media.peer.negotiation.MediaKind;
import org.consilium.media.peer.negotiation.OfferedSection;
import org.consilium.media.peer.negotiation.ReceiveSection;
import org.jspecify.annotations.Nullable;

/**
 * Tracks that a client has announced but not offered yet. A section is matched with an announcement
 * by the client's own id of the track; by the id of one of its codecs; or, because some platforms
 * change the id, with the first announcement of the same kind.
 *
 * <p>Single writer: the room's loop.
 */
final class PendingTracks {
    /** A client that announces more without offering them has gone wrong. */
    static final int MAX = 20;

    private final List<Announced> announced = new ArrayList<>();

    /** An accepted announcement and the id it was given. */
    record Announced(String sid, TrackRequest request) {}

    boolean isFull() {
        return announced.size() >= MAX;
    }

    void add(String sid, TrackRequest request) {
        announced.add(new Announced(sid, request));
    }

    /** The announcement of a client's id, when the client repeats itself. */
    @Nullable Announced byCid(String cid) {
        for (Announced candidate : announced) {
            if (candidate.request().cid().equals(cid)) {
                return candidate;
            }
        }
        return null;
    }

    /** The announcement of this sid, for a mute before the offer. */
    @Nullable Announced bySid(String sid) {
        for (Announced candidate : announced) {
            if (candidate.sid().equals(sid)) {
                return candidate;
            }
        }
        return null;
    }

    /** Mutes or unmutes an announced track before it is offered; false when there is none. */
    boolean mute(String sid, boolean muted) {
        Announced announcedTrack = bySid(sid);
        if (announcedTrack == null) {
            return false;
        }
        announced.replaceAll(
                candidate ->
                        candidate == announcedTrack
                                ? new Announced(sid, candidate.request().withMuted(muted))
                                : candidate);
        return true;
    }

    /** The announcement that goes with an offered section, null when there is none yet. */
    @Nullable TrackRequest peek(OfferedSection section) {
        Announced match = match(kindOf(section.kind()), section.trackId());
        return match == null ? null : match.request();
    }

    /** Takes the announcement that goes with a section. */
    @Nullable Announced take(ReceiveSection section) {
        Announced match = match(kindOf(section.kind()), section.trackId());
        if (match != null) {
            announced.remove(match);
        }
        return match;
    }

    private @Nullable Announced match(TrackKind kind, String trackId) {
        for (Announced candidate : announced) {
            if (candidate.request().cid().equals(trackId)) {
                return candidate;
            }
        }
        for (Announced candidate : announced) {
            for (TrackRequest.Codec codec : candidate.request().codecs()) {
                if (!codec.cid().isEmpty() && codec.cid().equals(trackId)) {
                    return candidate;
                }
            }
        }
        for (Announced candidate : announced) {
            if (candidate.request().kind() == kind && candidate.request().trackSid().isEmpty()) {
                return candidate;
            }
        }
        return null;
    }

    private static TrackKind kindOf(MediaKind kind) {
        return kind == MediaKind.AUDIO ? TrackKind.AUDIO : TrackKind.VIDEO;
    }
}
