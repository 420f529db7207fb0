package org.consilium.media.peer.negotiation;

import java.util.List;

/** A client's offer that was read and found acceptable, not yet answered. */
public final class RemoteOffer {
    private final TransportSetup transport;
    private final List<OfferedSection> sections;

    RemoteOffer(TransportSetup transport, List<OfferedSection> sections) {
        this.transport = transport;
        this.sections = List.copyOf(sections);
    }

    /**
     * The peer's end of the transport. When {@link TransportSetup#remoteRestarted()} the answer
     * must carry new credentials of ours as well (RFC 8839 §4.4.1.1.1).
     */
    public TransportSetup transport() {
        return transport;
    }

    /** The audio and video sections on which the client wants to send. */
    public List<OfferedSection> sections() {
        return sections;
    }
}
