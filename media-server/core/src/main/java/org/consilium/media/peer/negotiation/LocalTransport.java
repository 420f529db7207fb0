package org.consilium.media.peer.negotiation;

import java.util.List;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.ice.IceCandidate;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.sctp.SctpConfig;
import org.consilium.media.sdp.Fingerprint;
import org.consilium.media.sdp.SetupRole;
import org.consilium.media.sdp.TransportAttributes;

/**
 * What our descriptions say of our end of the transport.
 *
 * @param candidates all of them: we trickle none
 */
public record LocalTransport(
        IceCredentials credentials, DtlsFingerprint fingerprint, List<IceCandidate> candidates) {
    /** Our SCTP port, inside DTLS: any number will do, and everybody uses this one. */
    static final int SCTP_PORT = 5000;

    /** Bytes of the largest message we take. */
    static final int MAX_MESSAGE_SIZE = SctpConfig.MAX_MESSAGE_BYTES;

    public LocalTransport {
        candidates = List.copyOf(candidates);
    }

    TransportAttributes attributes(SetupRole setup) {
        return new TransportAttributes(
                credentials.ufrag(),
                credentials.password(),
                List.of(new Fingerprint(fingerprint.algorithm(), fingerprint.value())),
                setup);
    }
}
