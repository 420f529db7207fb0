/**
 * Ciphers behind the core's {@link org.consilium.media.srtp.SrtpCipherSuite}: the system's
 * libcrypto through foreign functions, and the choice between it and the JDK's by a trial on the
 * processor at hand. Imports the core's {@code srtp} only.
 *
 * <p>Hot path: nothing allocated per packet. The functions are called with heap arrays in critical
 * calls, which cost some 3 ns, are over in less than a microsecond and never block; during one the
 * virtual machine cannot stop this thread, so nothing longer than a packet may go through one.
 */
@NullMarked
package org.consilium.server.crypto;

import org.jspecify.annotations.NullMarked;
