package org.consilium.media.peer.negotiation;

import java.util.List;
import java.util.Map;
import org.consilium.media.rtp.HeaderExtensionMap;

/**
 * Our answer on a connection that carries media both ways, and what it means.
 *
 * @param received sections on which the client may send, and those on which nobody does
 * @param sent sections on which we send; one that is not accepted has no codec the client takes
 * @param midToTrackId the track of every section on which we send
 * @param extensions of all sections together
 */
public record SinglePeerAnswer(
        String sdp,
        List<ReceiveSection> received,
        List<SendSection> sent,
        Map<String, String> midToTrackId,
        HeaderExtensionMap extensions,
        TransportSetup transport) {
    public SinglePeerAnswer {
        received = List.copyOf(received);
        sent = List.copyOf(sent);
        midToTrackId = Map.copyOf(midToTrackId);
    }
}
