package org.consilium.media.room;

import org.consilium.media.receive.ReceiveStream;
import org.jspecify.annotations.Nullable;

/**
 * One simulcast layer of a published track: the stream it arrives on and the wish for a keyframe of
 * it. A track without simulcast has one layer. Single writer: the room's loop.
 */
final class SourceLayer {
    /**
     * A layer silent for this long is not being sent. A browser keeps a still screen share at one
     * frame a second or so.
     */
    private static final long ALIVE_NANOS = 2_500_000_000L;

    private final PublishedTrack track;
    private final int index;
    private final String rid;
    private final KeyframeRequests keyframes = new KeyframeRequests();
    private @Nullable ReceiveStream stream;
    private boolean alive;

    SourceLayer(PublishedTrack track, int index, String rid) {
        this.track = track;
        this.index = index;
        this.rid = rid;
    }

    PublishedTrack track() {
        return track;
    }

    int index() {
        return index;
    }

    String rid() {
        return rid;
    }

    KeyframeRequests keyframes() {
        return keyframes;
    }

    /** The stream it arrives on, null until its first packet. */
    @Nullable ReceiveStream stream() {
        return stream;
    }

    void stream(ReceiveStream newStream) {
        stream = newStream;
        alive = false;
    }

    boolean isAlive() {
        return alive;
    }

    /** A packet arrived; true when the layer comes to life by it. */
    boolean onPacket() {
        boolean wasAlive = alive;
        alive = true;
        return !wasAlive;
    }

    /** Looks whether the layer has fallen silent; true when it has just died of it. */
    boolean checkSilence(long nowNanos) {
        ReceiveStream current = stream;
        if (alive && (current == null || nowNanos - current.lastArrivalNanos() >= ALIVE_NANOS)) {
            alive = false;
            return true;
        }
        return false;
    }
}
