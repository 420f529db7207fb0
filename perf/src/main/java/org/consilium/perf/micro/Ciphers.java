package org.consilium.perf.micro;

import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.server.crypto.LibCryptoSuite;

/** What a benchmark encrypts with. */
public enum Ciphers {
    /** The ciphers of the JDK. */
    JDK {
        @Override
        public SrtpCipherSuite suite() {
            return new JdkCipherSuite();
        }
    },
    /** The system's libcrypto through foreign functions. */
    LIBCRYPTO {
        @Override
        public SrtpCipherSuite suite() {
            return LibCryptoSuite.ofThisMachine()
                    .orElseThrow(() -> new IllegalStateException("there is no libcrypto here"));
        }
    },
    /** Copies instead of encrypting: what is left is our own work. */
    NONE {
        @Override
        public SrtpCipherSuite suite() {
            return new CopyingSuite();
        }
    };

    public abstract SrtpCipherSuite suite();
}
