package org.consilium.media.peer;

import java.util.ArrayList;
import java.util.List;

/** The peers that have datagrams to send when the batch ends. Single writer: the loop. */
public final class FlushList {
    private final List<PeerConnection> waiting = new ArrayList<>();

    void add(PeerConnection peer) {
        waiting.add(peer);
    }

    /** Sends everything that was gathered. */
    public void flush() {
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).flush();
        }
        waiting.clear();
    }
}
