package org.consilium.media.peer.negotiation;

import java.util.List;

/**
 * Our answer to a client's offer and what it means.
 *
 * @param sdp to send to the client
 * @param sections every audio and video section, in the order of the description
 */
public record PublisherAnswer(String sdp, List<ReceiveSection> sections, TransportSetup transport) {
    public PublisherAnswer {
        sections = List.copyOf(sections);
    }
}
