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
    /**
     * @param sessionId of the origin line, any positive number below 2^62 (RFC 8829 §5.2.1)
     */
    public PublisherAnswerer(CodecPolicy policy, long sessionId) {}

    /** Reads an offer without changing anything. */
    public OfferReading read(String sdp) {
        return new OfferReading.Refused(NegotiationError.MALFORMED, "");
    }

    /**
     * Answers the offer last read.
     *
     * @param tunings by mid; sections without one get {@link TrackTuning#DEFAULT}
     */
    public PublisherAnswer answer(
            RemoteOffer offer, LocalTransport local, Map<String, TrackTuning> tunings) {
        return new PublisherAnswer("", java.util.List.of(), offer.transport());
    }
}
