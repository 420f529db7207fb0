package org.consilium.media.room;

import java.util.List;
import java.util.Map;

/**
 * Everything about somebody who enters a room. The token was verified by the caller.
 *
 * @param protocol the client's protocol number
 * @param clientProtocol client-to-client feature level, told to the others
 * @param sdk which client library it is, lower case: js, rust, go, …
 * @param browser lower case, empty when none
 * @param autoSubscribe whether every track of others is subscribed without being asked for
 * @param adaptiveStream whether video waits for the client to say what it shows
 * @param singleConnection whether the client publishes and receives on one connection
 */
public record JoinRequest(
        String identity,
        String name,
        String metadata,
        Map<String, String> attributes,
        ParticipantKind kind,
        Permissions permissions,
        int protocol,
        int clientProtocol,
        List<Integer> capabilities,
        String sdk,
        String browser,
        boolean autoSubscribe,
        boolean adaptiveStream,
        boolean singleConnection) {
    public JoinRequest {
        attributes = Map.copyOf(attributes);
        capabilities = List.copyOf(capabilities);
    }
}
