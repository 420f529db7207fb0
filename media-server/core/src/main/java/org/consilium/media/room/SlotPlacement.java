package org.consilium.media.room;

import org.consilium.media.peer.negotiation.DownstreamTrack;
import org.consilium.media.peer.negotiation.MediaKind;
import org.consilium.media.peer.negotiation.SinglePeerAnswerer;

/**
 * Sections that the client offers for us to send on, on the one connection it has. We cannot offer:
 * when something is to change we say how many more sections are needed, possibly none, and the
 * client makes its next offer. Single writer: the room's loop.
 */
final class SlotPlacement implements TrackPlacement {
    /** What the same instant brings is asked for together. */
    private static final long ASK_DELAY_NANOS = 10_000_000L;

    /**
     * An offer that brings less than was asked for was made before the client heard of it; asking
     * again at once would bring twice as many sections. By then its next offer has come.
     */
    private static final long CROSSED_NANOS = 1_000_000_000L;

    /** A client that has not offered by then has missed the question. */
    private static final long ASK_AGAIN_NANOS = 15_000_000_000L;

    private final Participant participant;
    private final RoomSurroundings surroundings;
    private final SinglePeerAnswerer answerer;
    private boolean asked;
    private int expectedAudios;
    private int expectedVideos;
    private long askDueNanos = Long.MAX_VALUE;
    private long lastAskedNanos = Long.MIN_VALUE / 2;

    SlotPlacement(
            Participant participant, RoomSurroundings surroundings, SinglePeerAnswerer answerer) {
        this.participant = participant;
        this.surroundings = surroundings;
        this.answerer = answerer;
    }

    /** The client offers first. */
    @Override
    public void begin() {}

    @Override
    public void add(DownstreamTrack track) {
        answerer.addTrack(track);
        askAt(surroundings.nowNanos() + ASK_DELAY_NANOS);
    }

    @Override
    public void remove(String trackId) {
        if (answerer.removeTrack(trackId)) {
            askAt(surroundings.nowNanos() + ASK_DELAY_NANOS);
        }
    }

    /** The client restarts ICE with its next offer; what was asked before may not have arrived. */
    @Override
    public void restart() {
        asked = false;
    }

    /** On this connection clients do not answer; one that does says nothing. */
    @Override
    public boolean onAnswer(int id, String sdp) {
        return true;
    }

    /** An offer was answered: tracks have moved into the sections it has. */
    void onAnswered() {
        boolean crossed =
                asked
                        && (answerer.slots(MediaKind.AUDIO) < expectedAudios
                                || answerer.slots(MediaKind.VIDEO) < expectedVideos);
        asked &= crossed;
        askDueNanos = Long.MAX_VALUE;
        if (answerer.missingSections(MediaKind.AUDIO) > 0
                || answerer.missingSections(MediaKind.VIDEO) > 0) {
            askAt(
                    crossed
                            ? lastAskedNanos + CROSSED_NANOS
                            : surroundings.nowNanos() + ASK_DELAY_NANOS);
        }
    }

    @Override
    public boolean onTick(long nowNanos) {
        if (asked && nowNanos - lastAskedNanos >= ASK_AGAIN_NANOS) {
            askAt(nowNanos);
        }
        if (nowNanos >= askDueNanos && participant.hasSignal()) {
            ask(nowNanos);
        }
        return true;
    }

    /** While a question is open, what changes meanwhile waits for the offer it brings. */
    private void askAt(long nanos) {
        long due = asked ? Math.max(nanos, lastAskedNanos + CROSSED_NANOS) : nanos;
        askDueNanos = Math.min(askDueNanos, due);
    }

    private void ask(long nowNanos) {
        int audios = answerer.missingSections(MediaKind.AUDIO);
        int videos = answerer.missingSections(MediaKind.VIDEO);
        expectedAudios = answerer.slots(MediaKind.AUDIO) + audios;
        expectedVideos = answerer.slots(MediaKind.VIDEO) + videos;
        askDueNanos = Long.MAX_VALUE;
        lastAskedNanos = nowNanos;
        asked = true;
        participant.tell(new ParticipantEvent.MediaSectionsRequired(audios, videos));
    }
}
