package org.consilium.server.signal;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which connection speaks for which presence. Thread-safe. */
final class Presences {
    private final ConcurrentMap<String, SignalConnection> bySid = new ConcurrentHashMap<>();

    /** From now on this connection speaks for the presence; one before it is closed. */
    void take(String sid, SignalConnection connection) {
        SignalConnection before = bySid.put(sid, connection);
        if (before != null && before != connection) {
            before.onReplaced();
        }
    }

    void release(String sid, SignalConnection connection) {
        bySid.remove(sid, connection);
    }

    int size() {
        return bySid.size();
    }

    Collection<SignalConnection> all() {
        return List.copyOf(bySid.values());
    }
}
