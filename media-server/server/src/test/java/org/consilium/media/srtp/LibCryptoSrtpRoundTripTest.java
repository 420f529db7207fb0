package org.consilium.media.srtp;

import org.consilium.server.crypto.LibCryptoSuite;

/** The same with the system's libcrypto. */
class LibCryptoSrtpRoundTripTest extends SrtpRoundTripTest {
    @Override
    SrtpCipherSuite suite() {
        return LibCryptoSuite.ofThisMachine().orElseThrow();
    }
}
