package org.consilium.media.room;

import java.util.Set;

/**
 * What a participant may do, from the video grant of its token or a later change by an admin.
 *
 * @param publishSources the sources that may be published; empty means all of them
 * @param hidden never announced to others and not counted
 */
public record Permissions(
        boolean canSubscribe,
        boolean canPublish,
        boolean canPublishData,
        Set<TrackSource> publishSources,
        boolean canUpdateOwnMetadata,
        boolean canSubscribeMetrics,
        boolean hidden,
        boolean recorder,
        boolean agent) {
    public Permissions {
        publishSources = Set.copyOf(publishSources);
    }

    /** Whether a track of this source may be published. */
    public boolean mayPublish(TrackSource source) {
        return canPublish && (publishSources.isEmpty() || publishSources.contains(source));
    }
}
