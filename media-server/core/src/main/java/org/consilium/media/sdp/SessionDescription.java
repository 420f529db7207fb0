package org.consilium.media.sdp;

import java.util.List;

/**
 * A session description (RFC 8866 §5).
 *
 * @param sessionId of the origin line, unsigned
 * @param sessionVersion of the origin line, unsigned
 * @param bundle mids of the first BUNDLE group (RFC 8843 §7.2), empty without one
 * @param extmapAllowMixed RFC 8285 §6, for all sections
 * @param transport defaults for all sections
 */
public record SessionDescription(
        long sessionId,
        long sessionVersion,
        List<String> bundle,
        boolean iceLite,
        List<String> iceOptions,
        boolean extmapAllowMixed,
        TransportAttributes transport,
        List<MediaSection> sections) {
    public SessionDescription {
        bundle = List.copyOf(bundle);
        iceOptions = List.copyOf(iceOptions);
        sections = List.copyOf(sections);
    }
}
