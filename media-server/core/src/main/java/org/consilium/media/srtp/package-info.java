/**
 * Storey 2: SRTP and SRTCP (RFC 3711, RFC 7714, RFC 6188) with keys from DTLS (RFC 5764). Imports
 * {@code buffer} only.
 *
 * <p>Everything here is on the hot path and belongs to one loop: no locks, and nothing allocated
 * per packet besides what the cipher behind {@link org.consilium.media.srtp.SrtpCipherSuite} makes
 * itself. A packet is never a reason to throw: the answer is a new length or a negative code of
 * {@link org.consilium.media.srtp.SrtpFailure}.
 *
 * <p>Not used, because DTLS-SRTP in browsers does not use it: MKI, key derivation rates other than
 * zero, encrypted header extensions (RFC 6904), SRTCP without encryption on the sending side.
 */
@NullMarked
package org.consilium.media.srtp;

import org.jspecify.annotations.NullMarked;
