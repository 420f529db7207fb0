/**
 * Storey 2, port only: what the core needs of DTLS 1.2 (RFC 6347) with the use_srtp extension (RFC
 * 5764). The shell implements it, because the available library blocks a thread during the
 * handshake; tests implement it in virtual time.
 */
@NullMarked
package org.consilium.media.dtls;

import org.jspecify.annotations.NullMarked;
