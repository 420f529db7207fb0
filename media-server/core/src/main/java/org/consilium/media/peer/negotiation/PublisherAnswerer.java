package org.consilium.media.peer.negotiation;

import java.util.Map;

/**
 * Answers the offers of a connection on which the client publishes.
 *
 * <p>Two steps, because the answer depends on what the caller makes of the offer: {@link #read}
 * tells whether ICE restarts and which tracks appear, {@link #answer} writes the description.
 * Single writer: the room's loop.
 */
public final class PublisherAnswerer {
    private final ClientOffers offers;

    /**
     * @param sessionId of the origin line, any positive number below 2^62 (RFC 8829 §5.2.1)
     */
    public PublisherAnswerer(CodecPolicy policy, long sessionId) {
        offers = new ClientOffers(policy, sessionId);
    }

    /** Reads an offer, of any content, without changing anything. */
    public OfferReading read(String sdp) {
        return offers.read(sdp);
    }

    /**
     * Answers the offer last read; from now on later offers are judged against it.
     *
     * @param tunings by mid; sections without one get {@link TrackTuning#DEFAULT}
     */
    public PublisherAnswer answer(
            RemoteOffer offer, LocalTransport local, Map<String, TrackTuning> tunings) {
        ClientOffers.Answer answer = offers.answer(offer, local, tunings, Map.of());
        return new PublisherAnswer(
                answer.sdp(), answer.received(), answer.extensions(), answer.transport());
    }
}
