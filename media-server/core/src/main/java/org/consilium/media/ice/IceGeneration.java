package org.consilium.media.ice;

import org.consilium.media.stun.StunKey;

/** What belongs to one pair of local credentials, between two ICE restarts. */
final class IceGeneration {
    final IceCredentials credentials;
    final long ufragKey;
    final StunKey key;
    final CandidatePairs pairs = new CandidatePairs();

    IceGeneration(IceCredentials credentials) {
        this.credentials = credentials;
        this.ufragKey = credentials.ufragKey();
        this.key = StunKey.ofPassword(credentials.password());
    }
}
