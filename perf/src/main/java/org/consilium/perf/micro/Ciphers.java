package org.consilium.perf.micro;

import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpCipherSuite;

/** What a benchmark encrypts with. */
public enum Ciphers {
    /** The ciphers of the JDK. */
    JDK {
        @Override
        public SrtpCipherSuite suite() {
            return new JdkCipherSuite();
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
