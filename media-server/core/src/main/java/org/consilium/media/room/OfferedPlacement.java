package org.consilium.media.room;

import java.util.List;
import java.util.function.Consumer;
import org.consilium.media.peer.PeerConnection;
import org.consilium.media.peer.negotiation.AnswerReading;
import org.consilium.media.peer.negotiation.DownstreamTrack;
import org.consilium.media.peer.negotiation.SendSection;
import org.consilium.media.peer.negotiation.SubscriberOfferer;

/**
 * Sections that we offer, on a connection on which the participant only receives. At most one offer
 * is outstanding; what changes meanwhile is offered after the answer. Single writer: the room's
 * loop.
 */
final class OfferedPlacement implements TrackPlacement {
    /** A first change is offered at once, apart from what the same instant brings. */
    private static final long FIRST_OFFER_DELAY_NANOS = 10_000_000L;

    /** Changes in quick succession, as when ten people join, are gathered. */
    private static final long NEXT_OFFER_DELAY_NANOS = 150_000_000L;

    /** A client that has not answered by then has lost its way. */
    private static final long ANSWER_TIMEOUT_NANOS = 15_000_000_000L;

    private final Participant participant;
    private final RoomSurroundings surroundings;
    private final PeerConnection peer;
    private final Consumer<List<SendSection>> negotiated;
    private final SubscriberOfferer offerer;
    private int lastOfferId;
    private long offerDueNanos = Long.MAX_VALUE;
    private long lastOfferNanos = Long.MIN_VALUE / 2;

    /**
     * @param negotiated is told what the client has answered
     */
    OfferedPlacement(
            Participant participant,
            RoomSurroundings surroundings,
            PeerConnection peer,
            Consumer<List<SendSection>> negotiated) {
        this.participant = participant;
        this.surroundings = surroundings;
        this.peer = peer;
        this.negotiated = negotiated;
        this.offerer =
                new SubscriberOfferer(
                        surroundings.codecs(), surroundings.loop().random().nextLong(1L << 62));
    }

    /** Offers at once, also when there is nothing but the data section. */
    @Override
    public void begin() {
        if (offerer.isOfferOutstanding()) {
            offerer.rollback();
        }
        sendOffer();
    }

    @Override
    public void add(DownstreamTrack track) {
        offerer.addTrack(track);
        wantOffer();
    }

    @Override
    public void remove(String trackId) {
        offerer.removeTrack(trackId);
        wantOffer();
    }

    /** Both sides of ICE begin anew; the offer says so. */
    @Override
    public void restart() {
        peer.restartIce();
        begin();
    }

    @Override
    public boolean onAnswer(int id, String sdp) {
        if (!offerer.isOfferOutstanding() || (id != 0 && id != lastOfferId)) {
            // An answer to an offer that a restart has overtaken.
            return true;
        }
        if (!(offerer.applyAnswer(sdp) instanceof AnswerReading.Applied applied)) {
            return false;
        }
        peer.applyRemote(applied.transport());
        negotiated.accept(applied.sections());
        if (offerer.needsOffer()) {
            wantOffer();
        }
        return true;
    }

    @Override
    public boolean onTick(long nowNanos) {
        if (offerer.isOfferOutstanding()) {
            return nowNanos - lastOfferNanos <= ANSWER_TIMEOUT_NANOS || !participant.hasSignal();
        }
        if (nowNanos >= offerDueNanos && participant.hasSignal()) {
            offerDueNanos = Long.MAX_VALUE;
            if (offerer.needsOffer()) {
                sendOffer();
            }
        }
        return true;
    }

    private void wantOffer() {
        if (offerDueNanos == Long.MAX_VALUE) {
            long now = surroundings.nowNanos();
            boolean quiet = now - lastOfferNanos > NEXT_OFFER_DELAY_NANOS;
            offerDueNanos = now + (quiet ? FIRST_OFFER_DELAY_NANOS : NEXT_OFFER_DELAY_NANOS);
        }
    }

    private void sendOffer() {
        lastOfferId++;
        lastOfferNanos = surroundings.nowNanos();
        String sdp = offerer.createOffer(peer.localTransport());
        participant.tell(new ParticipantEvent.SubscriberOffer(lastOfferId, sdp));
    }
}
