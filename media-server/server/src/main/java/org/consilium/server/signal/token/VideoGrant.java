package org.consilium.server.signal.token;

import java.util.Set;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.TrackSource;

/**
 * What a token allows, from its {@code video} claim.
 *
 * @param room the only room it may join or administer; empty when it names none
 * @param canPublish already false when the grant names only sources we do not know
 * @param publishSources empty for all
 */
public record VideoGrant(
        boolean roomJoin,
        String room,
        boolean roomCreate,
        boolean roomList,
        boolean roomAdmin,
        boolean canPublish,
        boolean canPublishData,
        boolean canSubscribe,
        Set<TrackSource> publishSources,
        boolean canUpdateOwnMetadata,
        boolean canSubscribeMetrics,
        boolean hidden,
        boolean recorder,
        boolean agent) {
    public VideoGrant {
        publishSources = Set.copyOf(publishSources);
    }

    /** What the participant may do in the room. */
    public Permissions permissions() {
        return new Permissions(
                canSubscribe,
                canPublish,
                canPublishData,
                publishSources,
                canUpdateOwnMetadata,
                canSubscribeMetrics,
                hidden,
                recorder,
                agent);
    }
}
