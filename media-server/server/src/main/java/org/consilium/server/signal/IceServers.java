package org.consilium.server.signal;

import java.util.List;

/** Which STUN and TURN servers a participant is told to use. Any thread. */
@FunctionalInterface
public interface IceServers {
    /** No server at all; with every client in reach of the media port none is needed. */
    IceServers NONE = participantSid -> List.of();

    /** Servers with credentials for this presence. */
    List<IceServer> forParticipant(String participantSid);

    /** A server; username and credential are empty for STUN. */
    record IceServer(List<String> urls, String username, String credential) {
        public IceServer {
            urls = List.copyOf(urls);
        }

        /** Without the credential. */
        @Override
        public String toString() {
            return "IceServer" + urls;
        }
    }
}
