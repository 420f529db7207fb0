package org.consilium.media.dtls;

import org.consilium.media.buffer.NetworkPath;

/** Opens DTLS endpoints. Called on the loop's thread. */
public interface DtlsProvider {
    /** A new endpoint with a certificate nobody else has. */
    DtlsEndpoint open();

    /**
     * Whether a handshake may begin now for a peer at {@code path}. The shell bounds handshakes per
     * second and per address, so that a flood of ClientHellos costs it little.
     */
    boolean mayHandshake(NetworkPath path, long nowNanos);
}
