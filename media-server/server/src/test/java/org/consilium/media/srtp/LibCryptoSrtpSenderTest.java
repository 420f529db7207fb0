package org.consilium.media.srtp;

import org.consilium.server.crypto.LibCryptoSuite;

/** The same with the system's libcrypto. */
class LibCryptoSrtpSenderTest extends SrtpSenderTest {
    @Override
    SrtpCipherSuite suite() {
        return LibCryptoSuite.ofThisMachine().orElseThrow();
    }
}
