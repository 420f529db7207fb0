package org.consilium.media.srtp;

import org.consilium.server.crypto.LibCryptoSuite;

/** The same with the system's libcrypto. */
class LibCryptoSrtpVectorsTest extends SrtpVectorsTest {
    @Override
    SrtpCipherSuite suite() {
        return LibCryptoSuite.ofThisMachine().orElseThrow();
    }
}
