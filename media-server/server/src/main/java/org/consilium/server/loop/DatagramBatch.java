package org.consilium.server.loop;

import org.consilium.media.buffer.NetworkPath;

/**
 * The datagrams of one poll, end to end in one reusable slab.
 *
 * <p>Single writer: the loop's thread. The bytes are valid until {@link #clear}.
 */
public final class DatagramBatch {
    /**
     * Most bytes kept of one datagram. Larger than the 1500 bytes of an Ethernet frame, because
     * local networks with larger frames exist; a datagram that is longer still is cut, and then
     * fails its authentication.
     */
    public static final int MAX_DATAGRAM_BYTES = 2048;

    private final byte[] slab;
    private final int[] offsets;
    private final int[] lengths;
    private final NetworkPath[] paths;
    private int size;
    private int used;

    /**
     * @param capacity most datagrams of one poll
     */
    public DatagramBatch(int capacity) {
        slab = new byte[Math.multiplyExact(capacity, MAX_DATAGRAM_BYTES)];
        offsets = new int[capacity];
        lengths = new int[capacity];
        paths = new NetworkPath[capacity];
    }

    /** Whether there is room for one more datagram of full size. */
    public boolean hasRoom() {
        return size < lengths.length;
    }

    /** The array to write the next datagram to, from {@link #writeOffset}. */
    public byte[] array() {
        return slab;
    }

    /** Where {@link #MAX_DATAGRAM_BYTES} may be written while {@link #hasRoom}. */
    public int writeOffset() {
        return used;
    }

    /** Takes over the {@code length} bytes written at {@link #writeOffset}. */
    public void add(NetworkPath path, int length) {
        if (length < 0 || length > MAX_DATAGRAM_BYTES || !hasRoom()) {
            throw new IllegalStateException(
                    "datagram of " + length + " bytes, " + size + " in the batch");
        }
        offsets[size] = used;
        lengths[size] = length;
        paths[size] = path;
        size++;
        used += length;
    }

    public int size() {
        return size;
    }

    public NetworkPath path(int index) {
        return paths[index];
    }

    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    /** Forgets all datagrams. */
    public void clear() {
        size = 0;
        used = 0;
    }
}
