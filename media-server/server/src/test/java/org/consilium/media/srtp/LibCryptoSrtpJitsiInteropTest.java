package org.consilium.media.srtp;

import org.consilium.server.crypto.LibCryptoSuite;

/** The same with the system's libcrypto. */
class LibCryptoSrtpJitsiInteropTest extends SrtpJitsiInteropTest {
    @Override
    SrtpCipherSuite suite() {
        return LibCryptoSuite.ofThisMachine().orElseThrow();
    }
}
