package org.consilium.media.room;

import java.util.HashSet;

/**
 * What participants ask for the tracks they publish: to announce one, to mute, to tell of features.
 * Single writer: the room's loop.
 */
final class PublishRequests {
    /**
     * Most tracks of one participant: camera, screen and some devices, each with sound. Everybody
     * in the room negotiates and pays for every one of them.
     */
    private static final int MAX_TRACKS = 32;

    private final RoomSurroundings surroundings;
    private final ActiveSpeakers speakers;
    private final RoomNews news;

    PublishRequests(RoomSurroundings surroundings, ActiveSpeakers speakers, RoomNews news) {
        this.surroundings = surroundings;
        this.speakers = speakers;
        this.news = news;
    }

    /** A track is announced; its client may offer it once it is accepted. */
    void add(Participant participant, TrackRequest asked) {
        TrackRequest request = TrackTunings.possible(asked, surroundings.codecs());
        PendingTracks pending = participant.publisher().pending();
        ParticipantEvent.Answer refusal = null;
        if (!participant.permissions().mayPublish(request.source())) {
            refusal = ParticipantEvent.Answer.NOT_ALLOWED;
        } else if (pending.isFull() || participant.tracks().size() >= MAX_TRACKS) {
            refusal = ParticipantEvent.Answer.LIMIT_EXCEEDED;
        } else if (!request.trackSid().isEmpty() && !isBackupOf(participant, request)) {
            refusal = ParticipantEvent.Answer.NOT_ALLOWED;
        }
        if (refusal != null) {
            participant.tell(
                    new ParticipantEvent.RequestAnswered(
                            0, new ParticipantEvent.Request.AddTrack(request), refusal, ""));
            return;
        }
        PendingTracks.Announced again = pending.byCid(request.cid());
        PublishedTrack main = participant.track(request.trackSid());
        String trackSid;
        if (again != null) {
            trackSid = again.sid();
        } else if (main != null) {
            trackSid = main.sid();
        } else {
            trackSid = surroundings.ids().track(request.kind(), request.source());
        }
        if (again == null) {
            pending.add(trackSid, request);
        }
        participant.tell(
                new ParticipantEvent.TrackAccepted(
                        request.cid(),
                        main != null
                                ? main.snapshot()
                                : PublishedTrack.pendingSnapshot(trackSid, request)));
        participant.publisher().claim();
    }

    /** A track once more in another codec: one of those that were announced with it. */
    private static boolean isBackupOf(Participant participant, TrackRequest request) {
        PublishedTrack main = participant.track(request.trackSid());
        return main != null
                && main.kind() == request.kind()
                && main.backup() == null
                && main.request().codecs().size() > 1;
    }

    /** Mutes or unmutes; an admin only mutes, and is told nothing. */
    void mute(Participant participant, RoomCommand.MuteTrack mute) {
        PublishedTrack track = participant.track(mute.trackSid());
        if (track == null) {
            if (!participant.publisher().pending().mute(mute.trackSid(), mute.muted())
                    && !mute.byAdmin()) {
                participant.tell(
                        new ParticipantEvent.RequestAnswered(
                                0,
                                new ParticipantEvent.Request.Mute(mute.trackSid(), mute.muted()),
                                ParticipantEvent.Answer.NOT_FOUND,
                                ""));
            }
            return;
        }
        if (mute.byAdmin() && !mute.muted()) {
            return;
        }
        if (!track.mute(mute.muted())) {
            return;
        }
        participant.onTrackChanged();
        if (mute.muted() && track.kind() == TrackKind.AUDIO) {
            speakers.remove(participant.sid());
        }
        if (mute.byAdmin()) {
            participant.tell(new ParticipantEvent.TrackMuted(track.sid(), true));
        }
        news.tellOthers(participant);
        if (mute.byAdmin()) {
            RoomNews.tellSelf(participant);
        }
        news.emitChanged(participant);
    }

    /** The features of a microphone's processing changed. */
    void audioFeatures(Participant participant, RoomCommand.UpdateAudioTrack update) {
        PublishedTrack track = participant.track(update.trackSid());
        if (track != null && track.kind() == TrackKind.AUDIO) {
            track.audioFeatures(new HashSet<>(update.features()));
            participant.onTrackChanged();
            news.tellOthers(participant);
        }
    }
}
