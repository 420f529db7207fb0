package org.consilium.perf.load.media;

import java.util.List;

/**
 * What one participant does.
 *
 * @param index within the room, from 0
 * @param roomSize how many are in the room: one after another speaks
 * @param layers of the camera, the smallest first; empty for no camera
 * @param simulcast whether each layer is sent on its own; otherwise only the last is
 */
public record MemberPlan(
        String room,
        String identity,
        int index,
        int roomSize,
        boolean microphone,
        List<VideoLayerPlan> layers,
        boolean simulcast) {
    public MemberPlan {
        layers = List.copyOf(layers);
    }

    /** Whether it sends anything. */
    public boolean publishes() {
        return microphone || !layers.isEmpty();
    }
}
