package org.consilium.media.peer.negotiation;

/**
 * Makes the offers of a connection on which the client receives: a data section, always the first,
 * and one section per track. Sections are never taken away; one without a track is inactive until
 * the next track of its kind takes it. Single writer: the room's loop.
 */
public final class SubscriberOfferer {
    /**
     * @param sessionId of the origin line, any positive number below 2^62 (RFC 8829 §5.2.1)
     */
    public SubscriberOfferer(CodecPolicy policy, long sessionId) {}

    /** Puts a track in a section, a free one of its kind if there is one; returns the mid. */
    public String addTrack(DownstreamTrack track) {
        return "";
    }

    /** Frees the section of the track of this id; false when there is none. */
    public boolean removeTrack(String trackId) {
        return false;
    }

    /** Whether the client has not been offered what is to be offered. */
    public boolean needsOffer() {
        return true;
    }

    /** Whether an offer awaits its answer: no second one may be made until then. */
    public boolean isOfferOutstanding() {
        return false;
    }

    /**
     * The next offer. An ICE restart is an offer with other credentials in {@code local}.
     *
     * @throws IllegalStateException if one is outstanding
     */
    public String createOffer(LocalTransport local) {
        return "";
    }

    /** Gives the outstanding offer up (RFC 8829 §4.1.10.2, rollback). */
    public void rollback() {}

    /** Reads and applies the answer to the outstanding offer. */
    public AnswerReading applyAnswer(String sdp) {
        return new AnswerReading.Refused(NegotiationError.UNEXPECTED, "");
    }
}
