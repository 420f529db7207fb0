package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.sdp.SessionDescription;

/** A client's offer that was read and found acceptable, not yet answered. Immutable. */
public final class RemoteOffer {
    private final SessionDescription description;
    private final TransportSetup transport;
    private final List<OfferedSection> sections;

    RemoteOffer(
            SessionDescription description,
            TransportSetup transport,
            List<OfferedSection> sections) {
        this.description = description;
        this.transport = transport;
        this.sections = List.copyOf(sections);
    }

    /**
     * The peer's end of the transport. When {@link TransportSetup#remoteRestarted()} the answer
     * must carry new credentials of ours as well (RFC 8839 §4.4.3).
     */
    public TransportSetup transport() {
        return transport;
    }

    /** The audio and video sections on which the client wants to send. */
    public List<OfferedSection> sections() {
        return sections;
    }

    SessionDescription description() {
        return description;
    }
}
