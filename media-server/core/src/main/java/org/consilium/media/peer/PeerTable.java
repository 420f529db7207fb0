package org.consilium.media.peer;

import java.util.HashMap;
import java.util.Map;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.ice.IceLiteAgent;
import org.consilium.media.stun.StunMessage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the peer of a datagram: connectivity checks by the user name they carry, everything else by
 * the path, once a check has proven that the path is that peer's. One UDP port serves everybody.
 *
 * <p>Single writer: the loop. Nothing is allocated for media packets.
 */
public final class PeerTable {
    private final Map<Long, PeerConnection> byUfrag = new HashMap<>();
    private final Map<NetworkPath, PeerConnection> byPath = new HashMap<>();
    private final StunMessage message = new StunMessage();
    private final TransportCounters counters;

    public PeerTable(TransportCounters counters) {
        this.counters = counters;
    }

    /** Takes one datagram to its peer, or counts why it could not. */
    public void onDatagram(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        counters.packetsReceived++;
        counters.bytesReceived += length;
        int kind = DatagramKind.of(array, offset, length);
        if (kind == DatagramKind.STUN) {
            onStun(path, array, offset, length, nowNanos);
            return;
        }
        if (kind == DatagramKind.UNKNOWN) {
            counters.droppedMalformed++;
            return;
        }
        PeerConnection peer = byPath.get(path);
        if (peer == null) {
            counters.droppedUnknownPath++;
            return;
        }
        try {
            peer.onDatagram(kind, path, array, offset, length, nowNanos);
        } catch (RuntimeException fault) {
            peer.fail("datagram of kind " + kind, fault);
        }
    }

    private void onStun(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        long key = message.wrap(array, offset, length) ? IceLiteAgent.ufragKey(message) : 0;
        PeerConnection peer = key == 0 ? null : byUfrag.get(key);
        if (peer == null) {
            counters.droppedUnknownPath++;
            return;
        }
        switch (peer.onStun(path, array, offset, length, nowNanos)) {
            case ANSWERED, CHANGED -> bind(path, peer);
            case REFUSED, DROPPED -> counters.droppedUnauthenticated++;
        }
    }

    /** An authenticated check came this way: the path is that peer's, whoever had it before. */
    private void bind(NetworkPath path, PeerConnection peer) {
        PeerConnection before = byPath.get(path);
        if (before == peer) {
            return;
        }
        if (before != null) {
            before.forgetPath(path);
        }
        byPath.put(path, peer);
        peer.rememberPath(path);
    }

    void addUfrag(long key, PeerConnection peer) {
        byUfrag.put(key, peer);
    }

    void removeUfrag(long key) {
        byUfrag.remove(key);
    }

    void removePath(NetworkPath path, PeerConnection peer) {
        byPath.remove(path, peer);
    }

    /** How many peers can be found. */
    public int size() {
        return byUfrag.size();
    }

    /** The peer that owns a path, for tests. */
    @Nullable PeerConnection at(NetworkPath path) {
        return byPath.get(path);
    }
}
