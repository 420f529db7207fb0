package org.consilium.media.room;

import java.util.HashMap;
import java.util.Map;

/**
 * Which tracks a participant wants: all or none by default, and what it said about single ones.
 * Remembered by track, also for tracks that are not published yet. Single writer: the room's loop.
 */
final class SubscriptionWishes {
    /** A client that names more tracks than any room has is not remembered further. */
    private static final int MAX_REMEMBERED = 4096;

    private final boolean byDefault;
    private final Map<String, Boolean> said = new HashMap<>();

    SubscriptionWishes(boolean byDefault) {
        this.byDefault = byDefault;
    }

    void set(String trackSid, boolean wanted) {
        if (said.size() < MAX_REMEMBERED || said.containsKey(trackSid)) {
            said.put(trackSid, wanted);
        }
    }

    boolean wants(String trackSid) {
        return said.getOrDefault(trackSid, byDefault);
    }

    /** The track is gone for good. */
    void forget(String trackSid) {
        said.remove(trackSid);
    }
}
