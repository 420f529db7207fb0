package org.consilium.media.room;

/**
 * When to ask a publisher for a keyframe of one source layer.
 *
 * <p>Many receivers may need one at the same time: ten join, or one packet was lost on the way to
 * all. A keyframe costs the publisher many times an ordinary frame, so requests are coalesced: one
 * goes out at once, and another only after {@link #MIN_INTERVAL_NANOS}. A request that brought no
 * keyframe is repeated, because the request or the frame may be lost.
 *
 * <p>Single writer: the room's loop.
 */
final class KeyframeRequests {
    /** Two per second at most: the floor that a joining crowd must keep. */
    static final long MIN_INTERVAL_NANOS = 500_000_000L;

    /** A publisher that never answers is not asked more often than this. */
    private static final int MAX_REPEATS = 20;

    private boolean wanted;
    private int sent;
    private long requested;
    private long lastSentNanos = Long.MIN_VALUE / 2;

    /** Somebody needs a keyframe. */
    void onNeeded() {
        if (!wanted) {
            wanted = true;
            sent = 0;
        }
    }

    /** A keyframe has begun to arrive. */
    void onKeyframe() {
        wanted = false;
    }

    /** Nobody watches any more. */
    void cancel() {
        wanted = false;
    }

    /** How many requests were sent in all. */
    long requested() {
        return requested;
    }

    /** Whether a request is to be sent now; true counts as sent. */
    boolean poll(long nowNanos) {
        if (!wanted || nowNanos - lastSentNanos < MIN_INTERVAL_NANOS) {
            return false;
        }
        if (sent >= MAX_REPEATS) {
            wanted = false;
            return false;
        }
        sent++;
        requested++;
        lastSentNanos = nowNanos;
        return true;
    }
}
