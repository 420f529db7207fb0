package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.rtp.HeaderExtensionMap;

/**
 * Our answer to a client's offer and what it means.
 *
 * @param sdp to send to the client
 * @param sections every audio and video section on the bundle's transport, in the order of the
 *     description
 * @param extensions of all sections together: to read MID and RID of a packet whose section is not
 *     known yet
 */
public record PublisherAnswer(
        String sdp,
        List<ReceiveSection> sections,
        HeaderExtensionMap extensions,
        TransportSetup transport) {
    public PublisherAnswer {
        sections = List.copyOf(sections);
    }
}
