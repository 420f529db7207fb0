package org.consilium.media.sdp;

import java.util.List;

/**
 * A line {@code a=ssrc-group} (RFC 5576 §4.2).
 *
 * @param semantics {@code FID}, {@code SIM} and others
 */
public record SsrcGroup(String semantics, List<Integer> ssrcs) {
    public SsrcGroup {
        ssrcs = List.copyOf(ssrcs);
    }
}
