package org.consilium.media.room;

/**
 * Up to which quality a video is watched by anybody, told to its publisher so that it need not
 * encode and send what nobody looks at.
 *
 * <p>More is told at once: somebody waits for it. Less is told only after {@link #CALM_NANOS}
 * without a change of mind, because a layer that was stopped costs a keyframe to come back, and
 * people resize, scroll and come back all the time. Below the highest watched quality all stay on:
 * they are what a receiver falls back to when its path narrows.
 *
 * <p>Single writer: the room's loop.
 */
final class WatchedLayers {
    /** Nobody watches. */
    static final int NOBODY = -1;

    private static final int HIGHEST = 2;

    /** What clients of the protocol expect of a server; shorter makes layers flap. */
    private static final long CALM_NANOS = 5_000_000_000L;

    /** A client sends everything until it is told otherwise. */
    private int told = HIGHEST;

    /** The most that was watched since {@link #lessSinceNanos}. */
    private int less = HIGHEST;

    private long lessSinceNanos = Long.MAX_VALUE;

    /** Up to which quality the publisher was last told to send, 0..2, or {@link #NOBODY}. */
    int told() {
        return told;
    }

    /**
     * Looks at what is watched now.
     *
     * @param watched the highest quality anybody wants, 0..2, or {@link #NOBODY}
     * @return whether the publisher is to be told
     */
    boolean poll(int watched, long nowNanos) {
        if (watched >= told) {
            lessSinceNanos = Long.MAX_VALUE;
            boolean more = watched > told;
            told = watched;
            return more;
        }
        if (lessSinceNanos == Long.MAX_VALUE || watched > less) {
            // A fresh decline, or one that stopped halfway: it has to last from now on.
            lessSinceNanos = nowNanos;
            less = watched;
            return false;
        }
        if (nowNanos - lessSinceNanos < CALM_NANOS) {
            return false;
        }
        told = less;
        lessSinceNanos = Long.MAX_VALUE;
        return true;
    }
}
