package org.consilium.server.signal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was removed from which room and must not come back with the token he holds. Thread-safe.
 *
 * <p>A removal voids every token of that identity for that room issued up to the second of the
 * removal, refreshed ones included, since those carry the issue time of the admission. A token
 * issued later is a new decision of the control plane and lets him in again. A token that names no
 * issue time counts as issued before. The entry outlives the room: an empty room closes after
 * seconds, and a removal must not end with it. It lasts for a day, longer than any token meant for
 * joining.
 */
public final class RemovedParticipants {
    static final Duration MEMORY = Duration.ofHours(24);

    /** Beyond this the oldest removal is forgotten; some 10 MB when full. */
    static final int MAX_ENTRIES = 50_000;

    private record Presence(String room, String identity) {}

    private final InstantSource clock;

    /** Second of removal, oldest first. */
    private final Map<Presence, Long> removals = new LinkedHashMap<>();

    public RemovedParticipants(InstantSource clock) {
        this.clock = clock;
    }

    /** Voids the tokens issued so far. */
    public synchronized void remove(String room, String identity) {
        long now = clock.instant().getEpochSecond();
        var presence = new Presence(room, identity);
        removals.remove(presence);
        removals.put(presence, now);
        var oldest = removals.entrySet().iterator();
        while (oldest.hasNext()) {
            long removedAt = oldest.next().getValue();
            if (removals.size() <= MAX_ENTRIES && now - removedAt <= MEMORY.toSeconds()) {
                break;
            }
            oldest.remove();
        }
    }

    /** Whether a token issued then is void. */
    public synchronized boolean isVoid(String room, String identity, long issuedAtSeconds) {
        Long removedAt = removals.get(new Presence(room, identity));
        return removedAt != null && issuedAtSeconds <= removedAt;
    }
}
