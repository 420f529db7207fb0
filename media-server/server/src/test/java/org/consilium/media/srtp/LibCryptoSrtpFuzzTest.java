package org.consilium.media.srtp;

import org.consilium.server.crypto.LibCryptoSuite;

/** The same with the system's libcrypto. */
class LibCryptoSrtpFuzzTest extends SrtpFuzzTest {
    @Override
    SrtpCipherSuite suite() {
        return LibCryptoSuite.ofThisMachine().orElseThrow();
    }
}
