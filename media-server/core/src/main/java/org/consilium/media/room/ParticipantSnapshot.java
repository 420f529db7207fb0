package org.consilium.media.room;

import java.util.List;
import java.util.Map;

/**
 * A participant as it stood at one moment.
 *
 * @param version grows by one with each change during one presence, so that a late older snapshot
 *     can be told apart
 * @param endReason meaningful only in state DISCONNECTED
 */
public record ParticipantSnapshot(
        String sid,
        String identity,
        String name,
        String metadata,
        Map<String, String> attributes,
        ParticipantState state,
        ParticipantKind kind,
        Permissions permissions,
        boolean isPublisher,
        long joinedAtMillis,
        int version,
        int protocol,
        int clientProtocol,
        List<Integer> capabilities,
        List<TrackSnapshot> tracks,
        EndReason endReason) {
    public ParticipantSnapshot {
        attributes = Map.copyOf(attributes);
        capabilities = List.copyOf(capabilities);
        tracks = List.copyOf(tracks);
    }
}
