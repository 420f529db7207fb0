package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.rtp.HeaderExtensionMap;

/**
 * A section on which we send, as the client answered it.
 *
 * @param accepted whether the client receives it; if not, {@code codecs} is empty
 * @param codecs the client accepted, our preferred one first, under the payload types to send
 * @param mixedExtensions whether one- and two-byte extension headers may be mixed (RFC 8285 §6)
 */
public record SendSection(
        String mid,
        DownstreamTrack track,
        boolean accepted,
        List<NegotiatedCodec> codecs,
        HeaderExtensionMap extensions,
        boolean mixedExtensions) {
    public SendSection {
        codecs = List.copyOf(codecs);
    }
}
