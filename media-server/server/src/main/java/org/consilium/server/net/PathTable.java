package org.consilium.server.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives each remote address of each socket one {@link NetworkPath}, so that the core meets the same
 * instance with every datagram and nobody builds one per packet.
 *
 * <p>The source of a datagram can be forged, so the table must not grow with what arrives: it is a
 * cache of fixed size, in sets of four, in which the least recently used of a set gives way. Losing
 * an entry costs nothing but a new equal instance at the next datagram. The hash is seeded, so that
 * nobody outside can aim at one set.
 *
 * <p>Single writer: the loop's thread. A hit allocates nothing.
 */
final class PathTable {
    /** Remote addresses kept: far more than a machine has peers, about 3 MB when full. */
    static final int OF_A_PORT = 1 << 14;

    private static final int WAYS = 4;

    /** One remote address as the core and as the socket know it. */
    static final class Entry {
        final NetworkPath path;
        final InetSocketAddress destination;

        /** The kernel refused a segmented train on this path once; see the port. */
        boolean segmentationRefused;

        private long lastUse;

        private Entry(NetworkPath path) {
            this.path = path;
            TransportAddress remote = path.remote();
            try {
                destination =
                        new InetSocketAddress(
                                InetAddress.getByAddress(remote.addressBytes()), remote.port());
            } catch (UnknownHostException e) {
                throw new IllegalStateException("address bytes of " + remote, e);
            }
        }

        private boolean is(int socket, long high, long low, int port) {
            TransportAddress remote = path.remote();
            return remote.low() == low
                    && remote.port() == port
                    && remote.high() == high
                    && path.localSocket() == socket;
        }
    }

    private final @Nullable Entry[] entries;
    private final int setMask;
    private final long seed;
    private long uses;
    private int size;

    /**
     * @param capacity most entries, a power of two of at least four
     * @param seed random, for the hash
     */
    PathTable(int capacity, long seed) {
        if (capacity < WAYS || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        entries = new Entry[capacity];
        setMask = capacity / WAYS - 1;
        this.seed = seed;
    }

    /** The entry of a remote address given as in {@link TransportAddress}, made if need be. */
    Entry of(int socket, long high, long low, int port) {
        int first = firstOf(socket, high, low, port);
        Entry found = find(first, socket, high, low, port);
        return found != null
                ? found
                : put(first, new NetworkPath(socket, new TransportAddress(high, low, port)));
    }

    /** The entry of a path that was handed out, perhaps long ago. */
    Entry of(NetworkPath path) {
        TransportAddress remote = path.remote();
        int first = firstOf(path.localSocket(), remote.high(), remote.low(), remote.port());
        Entry found = find(first, path.localSocket(), remote.high(), remote.low(), remote.port());
        return found != null ? found : put(first, path);
    }

    int size() {
        return size;
    }

    private @Nullable Entry find(int first, int socket, long high, long low, int port) {
        for (int i = first; i < first + WAYS; i++) {
            Entry entry = entries[i];
            if (entry != null && entry.is(socket, high, low, port)) {
                entry.lastUse = ++uses;
                return entry;
            }
        }
        return null;
    }

    private Entry put(int first, NetworkPath path) {
        int place = first;
        long oldest = Long.MAX_VALUE;
        for (int i = first; i < first + WAYS; i++) {
            Entry entry = entries[i];
            if (entry == null) {
                place = i;
                size++;
                break;
            }
            if (entry.lastUse < oldest) {
                oldest = entry.lastUse;
                place = i;
            }
        }
        var entry = new Entry(path);
        entry.lastUse = ++uses;
        entries[place] = entry;
        return entry;
    }

    private int firstOf(int socket, long high, long low, int port) {
        long hash = mix(seed ^ high);
        hash = mix(hash ^ low);
        hash = mix(hash ^ ((long) socket << 16 | port));
        return ((int) (hash >>> 32) & setMask) * WAYS;
    }

    /** The finaliser of SplitMix64: every input bit reaches every output bit. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
