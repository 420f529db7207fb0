package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.rtp.HeaderExtensionMap;

/**
 * A section on which the client sends.
 *
 * @param streamId first token of {@code a=msid}, possibly empty
 * @param trackId second token: the client's own id of the track, possibly empty
 * @param active whether the client sends now; false keeps the section for a later offer
 * @param codecs accepted, preferred one first; empty when the section was rejected
 * @param rids simulcast layers from low to high, empty without simulcast by RID
 * @param mixedExtensions whether one- and two-byte extension headers may be mixed (RFC 8285 §6)
 * @param ssrcs declared ones, from low to high when they are a SIM group; empty when undeclared
 */
public record ReceiveSection(
        String mid,
        MediaKind kind,
        String streamId,
        String trackId,
        boolean active,
        List<NegotiatedCodec> codecs,
        HeaderExtensionMap extensions,
        boolean mixedExtensions,
        List<RidLayer> rids,
        List<DeclaredSsrc> ssrcs) {
    public ReceiveSection {
        codecs = List.copyOf(codecs);
        rids = List.copyOf(rids);
        ssrcs = List.copyOf(ssrcs);
    }
}
