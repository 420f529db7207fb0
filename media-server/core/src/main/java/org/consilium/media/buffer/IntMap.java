package org.consilium.media.buffer;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A small map from the bits of an int, such as an SSRC, to objects, that allocates nothing on
 * look-up. Open addressing with linear probing.
 *
 * <p>Single writer, no concurrency.
 */
public final class IntMap<V> {
    private int[] keys = new int[8];
    private @Nullable Object[] values = new Object[8];
    private int size;

    /** How many entries it holds. */
    public int size() {
        return size;
    }

    /** The value of {@code key}, null when absent. */
    @SuppressWarnings("unchecked") // only put() writes values
    public @Nullable V get(int key) {
        for (int slot = home(key); ; slot = next(slot)) {
            Object value = values[slot];
            if (value == null) {
                return null;
            }
            if (keys[slot] == key) {
                return (V) value;
            }
        }
    }

    /** Sets the value of {@code key}. */
    public void put(int key, V value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = home(key);
        while (values[slot] != null && keys[slot] != key) {
            slot = next(slot);
        }
        if (values[slot] == null) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** Removes the entry of {@code key} if there is one. */
    public void remove(int key) {
        int hole = home(key);
        while (values[hole] != null && keys[hole] != key) {
            hole = next(hole);
        }
        if (values[hole] == null) {
            return;
        }
        size--;
        // Close the gap: an entry after it moves in unless that would put it before its home.
        for (int slot = next(hole); values[slot] != null; slot = next(slot)) {
            int wanted = home(keys[slot]);
            if (((slot - wanted) & (keys.length - 1)) >= ((slot - hole) & (keys.length - 1))) {
                keys[hole] = keys[slot];
                values[hole] = values[slot];
                hole = slot;
            }
        }
        values[hole] = null;
    }

    /** Visits every value, in no particular order; the map must not change meanwhile. */
    @SuppressWarnings("unchecked") // only put() writes values
    public void forEach(Consumer<? super V> visitor) {
        for (Object value : values) {
            if (value != null) {
                visitor.accept((V) value);
            }
        }
    }

    /** Visits every entry, in no particular order; the map must not change meanwhile. */
    @SuppressWarnings("unchecked") // only put() writes values
    public void forEachEntry(ObjIntConsumer<? super V> visitor) {
        for (int i = 0; i < keys.length; i++) {
            Object value = values[i];
            if (value != null) {
                visitor.accept((V) value, keys[i]);
            }
        }
    }

    /** Removes everything. */
    public void clear() {
        Arrays.fill(values, null);
        size = 0;
    }

    @SuppressWarnings("unchecked") // only put() writes values
    private void grow() {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = new Object[oldKeys.length * 2];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            Object value = oldValues[i];
            if (value != null) {
                put(oldKeys[i], (V) value);
            }
        }
    }

    private int home(int key) {
        // Fibonacci hashing: SSRCs are random, but ours count up.
        return (key * 0x9e37_79b9) >>> (Integer.numberOfLeadingZeros(keys.length) + 1);
    }

    private int next(int slot) {
        return (slot + 1) & (keys.length - 1);
    }
}
