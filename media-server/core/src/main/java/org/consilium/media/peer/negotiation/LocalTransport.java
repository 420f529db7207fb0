package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.ice.IceCandidate;
import org.consilium.media.ice.IceCredentials;

/**
 * What our descriptions say of our end of the transport.
 *
 * @param candidates all of them: we trickle none
 */
public record LocalTransport(
        IceCredentials credentials, DtlsFingerprint fingerprint, List<IceCandidate> candidates) {
    public LocalTransport {
        candidates = List.copyOf(candidates);
    }
}
