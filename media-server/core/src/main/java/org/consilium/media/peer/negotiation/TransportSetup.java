package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.ice.IceCredentials;

/**
 * What the peer's description says of its end of the transport.
 *
 * @param fingerprints at least one
 * @param localRole our role in the DTLS handshake
 * @param sctpPort the peer's SCTP port, or 0 when it negotiated no data channels
 * @param maxMessageSizeBytes the largest message the peer receives (RFC 8841 §6); 65536 when it
 *     said nothing, {@link Integer#MAX_VALUE} when it said any
 * @param remoteRestarted whether the peer's ICE credentials changed since its previous description
 */
public record TransportSetup(
        IceCredentials remoteCredentials,
        List<DtlsFingerprint> fingerprints,
        DtlsRole localRole,
        int sctpPort,
        int maxMessageSizeBytes,
        boolean remoteRestarted) {
    public TransportSetup {
        fingerprints = List.copyOf(fingerprints);
    }

    public boolean hasData() {
        return sctpPort != 0;
    }
}
