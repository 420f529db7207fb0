package org.consilium.media.peer.negotiation;

/** The result of reading an offer. */
public sealed interface OfferReading {
    /** It can be answered. */
    record Acceptable(RemoteOffer offer) implements OfferReading {}

    /** It cannot; the negotiation stands where it stood. */
    record Refused(NegotiationError error, String detail) implements OfferReading {}
}
