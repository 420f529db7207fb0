package org.consilium.media.ice;

import org.consilium.media.buffer.NetworkPath;
import org.jspecify.annotations.Nullable;

/**
 * The pairs one generation of credentials has been checked on (RFC 8445 §6.1.2.2; a lite agent has
 * only those its peer made). Bounded: a peer that checks from ever new addresses pushes out its own
 * pairs, those it checked longest ago first, never the selected one.
 */
final class CandidatePairs {
    /** A laptop with two interfaces, two families and a relay meets three of our addresses. */
    static final int CAPACITY = 20;

    static final int NONE = -1;

    private final @Nullable NetworkPath[] paths = new @Nullable NetworkPath[CAPACITY];
    private final long[] lastCheckNanos = new long[CAPACITY];
    private final boolean[] nominated = new boolean[CAPACITY];
    private int size;

    /** The pair of a path, {@link #NONE} when it has not been checked. */
    int find(NetworkPath path) {
        for (int i = 0; i < size; i++) {
            if (path.equals(paths[i])) {
                return i;
            }
        }
        return NONE;
    }

    /** Notes a check; learns the path if it is new. Returns the pair. */
    int onCheck(NetworkPath path, long nowNanos, @Nullable NetworkPath keep) {
        int pair = find(path);
        if (pair == NONE) {
            pair = size < CAPACITY ? size++ : evict(nowNanos, keep);
            paths[pair] = path;
            nominated[pair] = false;
        }
        lastCheckNanos[pair] = nowNanos;
        return pair;
    }

    void nominate(int pair) {
        nominated[pair] = true;
    }

    boolean isNominated(int pair) {
        return nominated[pair];
    }

    NetworkPath path(int pair) {
        NetworkPath path = paths[pair];
        if (path == null) {
            throw new IllegalStateException("no pair " + pair);
        }
        return path;
    }

    /** When the pair was last checked. */
    long lastCheckNanos(int pair) {
        return lastCheckNanos[pair];
    }

    /**
     * The pair to go on with when the selected one fell silent: a nominated one before others, then
     * the one checked last; only pairs checked within {@code maxAgeNanos}.
     */
    int best(long nowNanos, long maxAgeNanos) {
        int best = NONE;
        for (int i = 0; i < size; i++) {
            if (nowNanos - lastCheckNanos[i] < maxAgeNanos
                    && (best == NONE || isBetter(i, best, nowNanos))) {
                best = i;
            }
        }
        return best;
    }

    void remove(int pair) {
        size--;
        paths[pair] = paths[size];
        lastCheckNanos[pair] = lastCheckNanos[size];
        nominated[pair] = nominated[size];
        paths[size] = null;
    }

    private boolean isBetter(int a, int b, long nowNanos) {
        return nominated[a] != nominated[b]
                ? nominated[a]
                : nowNanos - lastCheckNanos[a] < nowNanos - lastCheckNanos[b];
    }

    private int evict(long nowNanos, @Nullable NetworkPath keep) {
        int worst = NONE;
        for (int i = 0; i < size; i++) {
            if (!path(i).equals(keep) && (worst == NONE || isBetter(worst, i, nowNanos))) {
                worst = i;
            }
        }
        return worst;
    }
}
